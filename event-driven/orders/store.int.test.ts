import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import { type PlacedOrder, placeOrder } from '#shared/domain/order.ts';
import { type Pool, transaction } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { andOutboxRow } from '../patterns/publishing/outbox.ts';
import { message } from '../testing/given.ts';
import { createStore, MIGRATIONS, type OrdersStore } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
let store: OrdersStore;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('orders', MIGRATIONS);
  store = createStore(pool, andOutboxRow);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

function command(idempotencyKey: string = randomUUID()): PlaceOrderCommand {
  const order = placeOrder(randomUUID(), {
    customerId: 'ann',
    cardToken: 'tok_ok',
    lines: [{ sku: 'croissant', quantity: 2 }],
  }) as PlacedOrder;
  return { order, idempotencyKey, requestHash: 'hash', requestId: 'request' };
}
const place = (one: PlaceOrderCommand) =>
  store.place(one, message(one.order.orderId, { case: 'orderPlaced', value: {} }));

async function announced(orderId: string): Promise<number> {
  const { rows } = await pool.query('select from outbox where key = $1', [orderId]);
  return rows.length;
}

describe('placing', () => {
  test('an order and its event are there together', async () => {
    const one = command();
    const { isNew, stored } = await place(one);
    expect(isNew).toBe(true);
    expect(await store.find(one.order.orderId)).toEqual(stored);
    expect(await announced(one.order.orderId)).toBe(1);
  });

  test('where events are not kept, the order is there alone', async () => {
    const one = command();
    const alone = createStore(pool, (insert) => insert);
    const placed = message(one.order.orderId, { case: 'orderPlaced', value: {} });
    expect(await alone.place(one, placed)).toMatchObject({ isNew: true });
    expect(await alone.place(one, placed)).toMatchObject({ isNew: false });
    expect(await announced(one.order.orderId)).toBe(0);
  });

  test('the same key again, even at the same time: one order, one event, one answer', async () => {
    const key = randomUUID();
    const commands = Array.from({ length: 8 }, () => command(key));
    const placed = await Promise.all(commands.map(place));
    expect(placed.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(placed.map(({ stored }) => stored.orderId)).size).toBe(1);
    const events = await Promise.all(commands.map(({ order }) => announced(order.orderId)));
    expect(events.reduce((sum, count) => sum + count)).toBe(1);
  });

  test('an unknown order is not found', async () => {
    expect(await store.find(randomUUID())).toBeNull();
  });
});

describe('deciding', () => {
  test('an order is decided once, and keeps the first decision', async () => {
    const { order } = command();
    await place({ ...command(), order });
    const { orderId } = order;
    const confirmed = { orderId, state: 'confirmed', reason: null } as const;
    const rejected = { orderId, state: 'rejected', reason: 'no_address' } as const;
    const decide = (decision: typeof confirmed | typeof rejected) =>
      transaction(pool, (connection) => store.decide(connection, [decision]));
    expect(await decide(rejected)).toMatchObject([{ decision: rejected }]);
    expect(await decide(confirmed)).toEqual([]);
    expect(await store.find(orderId)).toMatchObject({ state: 'rejected', reason: 'no_address' });
  });
});
