/** The test-only settings of breakers reach the calls: with next to no patience everybody is taken for dead. */
import { expect, jest, test } from '@jest/globals';
import { STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { DONE_WITHIN, REFUSED, startKitchen } from './testing/kitchen.ts';

jest.setTimeout(STARTS_WITHIN_MS);

test('a breaker that waits for 1 ms, and opens on the first failure: refuses, and all services are well', async () => {
  const kitchen = await startKitchen({
    arm: 'breakers',
    breaker: { timeoutMs: 1, volumeThreshold: 1, errorPercent: 1 },
  });
  try {
    const opened = async () =>
      (await kitchen.runtime.tail('orders', 200)).some((line) => /"to":"open".*"breaker"/.test(line));
    expect(
      await waitUntil(async () => {
        expect(await kitchen.place()).toMatchObject({ status: REFUSED.status });
        return opened();
      }, DONE_WITHIN),
    ).toBe(true);
    for (const role of ['stock', 'payments', 'delivery', 'customers'] as const)
      expect((await fetch(`${kitchen.runtime.url(role)}/health/ready`)).status).toBe(200);
  } finally {
    await kitchen.close();
  }
});
