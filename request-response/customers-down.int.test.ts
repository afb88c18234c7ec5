/**
 * The death of customers, whom delivery asks for every address: by then the stock is held and the card is charged. Real
 * processes, killed and stopped; what calls between them can come to, step by step, stands in crashes.int.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { DONE_WITHIN, REFUSED, type RealKitchen, startKitchen } from './testing/kitchen.ts';

/** More than the ten calls after which a breaker may open. */
const MANY = 20;
const TEST_WITHIN_MS = 120_000;

let kitchen: RealKitchen;
beforeAll(async () => {
  kitchen = await startKitchen({ arm: 'idempotent' });
}, STARTS_WITHIN_MS);
afterEach(async () => {
  // Dead only where a test has failed: the next one is not to fail with it.
  for (const role of ['orders', 'customers'] as const)
    if (kitchen.runtime.instance(role) === undefined) await kitchen.runtime.start(role);
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

const areRejected = async (keys: readonly string[]) =>
  (await kitchen.ordersOf(keys)).every(({ state }) => state === 'rejected');
/** Some answers go by until the breakers let calls through again. */
const isServedAgain = () => waitUntil(async () => (await kitchen.place()).status === 201, DONE_WITHIN);

describe('customers', () => {
  test(
    'killed: orders are refused, nothing is left of them, and once they are back orders are served',
    async () => {
      await kitchen.runtime.kill('customers');
      const keys = Array.from({ length: MANY }, () => randomUUID());
      const answers = await Promise.all(keys.map((key) => kitchen.place(key)));

      for (const answer of answers) expect(answer).toMatchObject(REFUSED);
      expect(await waitUntil(() => areRejected(keys), DONE_WITHIN)).toBe(true);
      const orders = await kitchen.ordersOf(keys);
      const orderIds = orders.map(({ orderId }) => orderId);
      expect(orders.map(({ reason }) => reason)).toEqual(keys.map(() => 'unavailable'));
      expect(await kitchen.count('payments', 'payments', orderIds, 'refunded')).toBeGreaterThan(0); // they had got that far
      expect(await kitchen.held(orderIds)).toEqual([0, 0, 0, 0]);

      await kitchen.runtime.start('customers');
      expect(await isServedAgain()).toBe(true);
      // Whoever was refused stays refused: that is what the client was told.
      expect(await kitchen.place(keys[0])).toMatchObject(REFUSED);
    },
    TEST_WITHIN_MS,
  );

  test(
    'killed while an order waits for them, and orders, too: its recovery undoes it without them',
    async () => {
      await kitchen.runtime.pause('customers');
      const key = randomUUID();
      const placing = kitchen.place(key).then(
        () => 'answered',
        () => 'cut off',
      );
      const isCharged = async () => {
        const [order] = await kitchen.ordersOf([key]);
        return (
          order !== undefined &&
          (await kitchen.count('payments', 'payments', [order.orderId], 'captured')) === 1
        );
      };
      expect(await waitUntil(isCharged, DONE_WITHIN)).toBe(true);
      await kitchen.runtime.kill('orders');
      await kitchen.runtime.kill('customers');
      expect(await placing).toBe('cut off');
      const [halfWay] = await kitchen.ordersOf([key]);
      expect(halfWay).toMatchObject({ state: 'placed', undoBecause: null });
      expect(await kitchen.held([halfWay!.orderId])).toEqual([1, 1, 1, 0]);

      await kitchen.runtime.start('orders');
      expect(await waitUntil(() => areRejected([key]), DONE_WITHIN)).toBe(true);
      expect(await kitchen.held([halfWay!.orderId])).toEqual([0, 0, 0, 0]);
      expect(await kitchen.place(key)).toMatchObject(REFUSED);

      await kitchen.runtime.start('customers');
      expect(await isServedAgain()).toBe(true);
    },
    TEST_WITHIN_MS,
  );
});
