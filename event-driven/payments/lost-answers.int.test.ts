/** The real bank, told to lose its answers: it has charged, and nobody has heard of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../../harness/wait-until.ts';
import { DECIDED_WITHIN, startTestKitchen, TEST_WITHIN_MS, type TestKitchen } from '../testing/kitchen.ts';
import { STARTS_WITHIN_MS } from '../testing/runtime.ts';

let kitchen: TestKitchen;
beforeAll(async () => {
  kitchen = await startTestKitchen();
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

async function attemptsFor(orderId: string) {
  return (await kitchen.bankEntries()).filter((entry) => entry.orderId === orderId);
}

test(
  'given a bank that loses its answers, and payments killed over it, then each order is charged exactly once',
  async () => {
    const { runtime } = kitchen;
    await kitchen.tellBank({ loseAnswerRate: 1 });
    // Payments finds them all at once: what comes in a later fetch is not asked about while it waits for these.
    await runtime.stop('payments');
    const orderIds = await Promise.all(Array.from({ length: 5 }, () => kitchen.place()));
    const areReserved = async () =>
      (await kitchen.states('stock', 'reservations', orderIds)).reserved === 5 &&
      (await kitchen.unpublished('stock')) === 0;
    expect(await waitUntil(areReserved, DECIDED_WITHIN)).toBe(true);
    await runtime.start('payments');
    const askedTwice = async () => {
      const attempts = await Promise.all(orderIds.map(attemptsFor));
      return attempts.every((ofOrder) => ofOrder.length >= 2);
    };
    expect(await waitUntil(askedTwice, DECIDED_WITHIN)).toBe(true);
    expect(await kitchen.states('orders', 'orders', orderIds)).toEqual({ placed: 5 });
    // The one that asked forgets that it did.
    await runtime.kill('payments');
    await runtime.start('payments');
    await kitchen.tellBank({});

    expect(await kitchen.decided(orderIds)).toBe(true);
    expect(await kitchen.states('orders', 'orders', orderIds)).toEqual({ confirmed: 5 });
    for (const orderId of orderIds) {
      const [captured, ...replayed] = await attemptsFor(orderId);
      expect(captured).toMatchObject({ outcome: 'captured', answered: false, key: orderId });
      expect(new Set(replayed.map(({ outcome }) => outcome))).toEqual(new Set(['replayed']));
      expect(replayed.at(-1)).toMatchObject({ answered: true });
      const kept = await kitchen.rows(
        'payments',
        'select state, charge_id from payments where order_id = $1',
        [orderId],
      );
      expect(kept).toEqual([{ state: 'captured', charge_id: captured!.chargeId }]);
    }
  },
  TEST_WITHIN_MS,
);
