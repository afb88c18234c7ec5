import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { createDelivery, type Deliveries } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('delivery', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

let address: string | null;
let delivery: Deliveries;
beforeEach(async () => {
  await pool.query('delete from deliveries');
  address = '1 Baker Street';
  delivery = createDelivery(createStore(pool), { addressOf: async () => address });
});

const caller = { customerId: 'ann', requestId: 'r', idempotencyKey: null };
const order = (orderId: string = randomUUID()) => ({ ...caller, orderId, idempotencyKey: orderId });

async function booked(orderId: string): Promise<number> {
  const { rowCount } = await pool.query(`select 1 from deliveries where order_id = $1 and state = 'booked'`, [
    orderId,
  ]);
  return rowCount ?? 0;
}

describe('delivery', () => {
  test('asked again after the customer has moved: the answer of the first time', async () => {
    const breakfast = order();
    await delivery.book(breakfast);
    address = '2 Baker Street';

    expect(await delivery.book(breakfast)).toEqual({ outcome: 'booked', address: '1 Baker Street' });
    expect(await booked(breakfast.orderId)).toBe(1);
  });

  test('no address: refused', async () => {
    address = null;

    expect(await delivery.book(order())).toEqual({ outcome: 'refused', address: null });
  });

  test('one key five times at once: one delivery', async () => {
    const breakfast = order();

    await Promise.all(Array.from({ length: 5 }, () => delivery.book(breakfast)));

    expect(await booked(breakfast.orderId)).toBe(1);
  });

  test('cancelled, before or after it is booked: nothing is on its way, and nothing will be', async () => {
    const [early, late] = [order(), order()];
    await delivery.book(early);

    expect(await delivery.cancel(early.orderId, caller)).toBe(1);
    expect(await delivery.cancel(late.orderId, caller)).toBe(0);
    for (const each of [early, late]) {
      await expect(delivery.book(each)).rejects.toMatchObject({ code: 'already_undone', retriable: false });
      expect(await booked(each.orderId)).toBe(0);
    }
  });

  test('bookings racing their cancellations: whoever wins, nothing is on its way', async () => {
    const orders = Array.from({ length: 30 }, () => order());

    await Promise.allSettled(
      orders.flatMap((each) => [delivery.book(each), delivery.cancel(each.orderId, caller)]),
    );

    expect(await Promise.all(orders.map(({ orderId }) => booked(orderId)))).toEqual(orders.map(() => 0));
  });
});
