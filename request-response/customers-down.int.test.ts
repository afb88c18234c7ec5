/**
 * The death of customers, whom delivery asks for every address: by then the stock is held and the card is charged. Real
 * processes, killed and stopped; what calls between them can come to, step by step, stands in crashes.int.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Accounts } from '#shared/bank/accounts.ts';
import type { BankEntry } from '#shared/bank/ledger.ts';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import type { Runtime } from '../harness/runtimes/runtime.ts';
import { partOfKitchen, STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { waitUntil } from '../harness/wait-until.ts';

const SERVICES = ['orders', 'stock', 'payments', 'delivery', 'customers'] as const;
/** More than the ten calls after which a breaker may open. */
const MANY = 20;
const DONE_WITHIN = { timeoutMs: 30_000, everyMs: 20 };
const TEST_WITHIN_MS = 120_000;
const REFUSED = { status: 503, body: { code: 'order_not_possible', effect: 'none' } };

let runtime: Runtime;
let pools: Record<(typeof SERVICES)[number], Pool>;
beforeAll(async () => {
  runtime = await partOfKitchen('rr', [...SERVICES, 'bank']);
  await runtime.startAll();
  const opened = SERVICES.map((role) => [role, createPool(runtime.access.databaseUrl(role), { max: 2 })]);
  pools = Object.fromEntries(opened);
  const moved = await request('customers', 'PUT', '/customers/ann', { name: 'Ann', address: '1 Road' });
  expect(moved.status).toBe(200);
}, STARTS_WITHIN_MS);
afterEach(async () => {
  // Dead only where a test has failed: the next one is not to fail with it.
  for (const role of ['orders', 'customers'] as const)
    if (runtime.instance(role) === undefined) await runtime.start(role);
}, STARTS_WITHIN_MS);
afterAll(async () => {
  await Promise.all(Object.values(pools).map((pool) => pool.end()));
  await runtime.close();
});

async function request(role: 'orders' | 'customers', method: string, path: string, body: object, key = '') {
  const headers = {
    'content-type': 'application/json',
    'x-customer-id': 'ann',
    ...(key === '' ? {} : { 'idempotency-key': key }),
  };
  const answer = await fetch(`${runtime.url(role)}${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as object };
}

const place = (key: string = randomUUID()) =>
  request('orders', 'POST', '/orders', { lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' }, key);

type OrderRow = { orderId: string; state: string; reason: string | null; undoBecause: string | null };

async function ordersOf(keys: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await pools.orders.query<OrderRow>(
    `select order_id as "orderId", state, reason, undo_because as "undoBecause"
     from orders where idempotency_key = any($1)`,
    [keys],
  );
  return rows;
}

async function count(
  role: 'stock' | 'payments' | 'delivery',
  table: string,
  of: readonly string[],
  state: string,
) {
  const text = `select 1 from ${table} where order_id = any($1::uuid[]) and state = $2`;
  return (await pools[role].query(text, [of, state])).rowCount ?? 0;
}

async function chargesAtTheBank(orderIds: readonly string[]): Promise<number> {
  const accounts = new Accounts();
  const ledger = await readFile(await runtime.access.bankLedgerFile(), 'utf8');
  for (const line of ledger.split('\n').filter((text) => text !== ''))
    accounts.apply(JSON.parse(line) as BankEntry);
  return orderIds.flatMap((orderId) => accounts.refund(orderId).captures).length;
}

/** How much is held for these orders: reservations, payments, charges at the bank, deliveries. */
const held = (orderIds: readonly string[]): Promise<number[]> =>
  Promise.all([
    count('stock', 'reservations', orderIds, 'reserved'),
    count('payments', 'payments', orderIds, 'captured'),
    chargesAtTheBank(orderIds),
    count('delivery', 'deliveries', orderIds, 'booked'),
  ]);

const rejected = (orders: readonly OrderRow[]) => orders.every(({ state }) => state === 'rejected');
/** Some answers go by until the breakers let calls through again. */
const isServedAgain = () => waitUntil(async () => (await place()).status === 201, DONE_WITHIN);

describe('customers', () => {
  test(
    'killed: orders are refused, nothing is left of them, and once they are back orders are served',
    async () => {
      await runtime.kill('customers');
      const keys = Array.from({ length: MANY }, () => randomUUID());
      const answers = await Promise.all(keys.map((key) => place(key)));

      for (const answer of answers) expect(answer).toMatchObject(REFUSED);
      expect(await waitUntil(async () => rejected(await ordersOf(keys)), DONE_WITHIN)).toBe(true);
      const orders = await ordersOf(keys);
      const orderIds = orders.map(({ orderId }) => orderId);
      expect(orders.map(({ reason }) => reason)).toEqual(keys.map(() => 'unavailable'));
      expect(await count('payments', 'payments', orderIds, 'refunded')).toBeGreaterThan(0); // they had got that far
      expect(await held(orderIds)).toEqual([0, 0, 0, 0]);

      await runtime.start('customers');
      expect(await isServedAgain()).toBe(true);
      // Whoever was refused stays refused: that is what the client was told.
      expect(await place(keys[0])).toMatchObject(REFUSED);
    },
    TEST_WITHIN_MS,
  );

  test(
    'killed while an order waits for them, and orders, too: its recovery undoes it without them',
    async () => {
      await runtime.pause('customers');
      const key = randomUUID();
      const placing = place(key).then(
        () => 'answered',
        () => 'cut off',
      );
      const isCharged = async () => {
        const [order] = await ordersOf([key]);
        return (
          order !== undefined && (await count('payments', 'payments', [order.orderId], 'captured')) === 1
        );
      };
      expect(await waitUntil(isCharged, DONE_WITHIN)).toBe(true);
      await runtime.kill('orders');
      await runtime.kill('customers');
      expect(await placing).toBe('cut off');
      const [halfWay] = await ordersOf([key]);
      expect(halfWay).toMatchObject({ state: 'placed', undoBecause: null });
      expect(await held([halfWay!.orderId])).toEqual([1, 1, 1, 0]);

      await runtime.start('orders');
      expect(await waitUntil(async () => rejected(await ordersOf([key])), DONE_WITHIN)).toBe(true);
      expect(await held([halfWay!.orderId])).toEqual([0, 0, 0, 0]);
      expect(await place(key)).toMatchObject(REFUSED);

      await runtime.start('customers');
      expect(await isServedAgain()).toBe(true);
    },
    TEST_WITHIN_MS,
  );
});
