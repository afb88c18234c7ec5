/** SIGTERM when Kafka has died under the services' hands. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SERVICES, startTestKitchen, TEST_WITHIN_MS, type TestKitchen } from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';

let kitchen: TestKitchen;
beforeAll(async () => {
  kitchen = await startTestKitchen();
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

test(
  'given services that consume, when Kafka is killed and they get SIGTERM, then each ends by itself, in order and in time',
  async () => {
    const { runtime } = kitchen;
    const placing = Promise.all(Array.from({ length: 300 }, () => kitchen.place()));
    // In the middle: each consumer has something in its hands or on its way.
    await kitchen.place();
    await runtime.kill('kafka');
    await placing;
    const exits = await Promise.all(
      SERVICES.map(async (role) => {
        const { code, signal } = await runtime.stop(role);
        return { role, code, signal };
      }),
    );
    // A service that is not done within its documented bound ends itself with 1; the runtime, later, with SIGKILL.
    expect(exits).toEqual(SERVICES.map((role) => ({ role, code: 0, signal: null })));
  },
  TEST_WITHIN_MS,
);
