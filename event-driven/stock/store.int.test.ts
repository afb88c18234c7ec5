import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Pool, transaction } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import type { Fact } from '../events.ts';
import { react } from '../patterns/receiving/reactions.ts';
import { incoming } from '../testing/given.ts';
import { createStock } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;
const SCARCE = 'truffle-toast';

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('stock', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());
beforeEach(async () => {
  await pool.query('delete from reservations');
  await pool.query('update stock set available = initial');
});

/** Reacts to these facts in one transaction; returns the types of what is announced. */
async function when(...facts: [orderId: string, fact: Fact][]): Promise<string[]> {
  const { reactions, compensations } = createStock(createStore());
  const work = react([...reactions, ...compensations]);
  const batch = facts.map(([orderId, fact]) => incoming(orderId, fact));
  const { messages } = await transaction(pool, (connection) => work(batch, connection));
  return messages.map(({ type }) => type);
}
const placed = (...lines: { sku: string; quantity: number }[]): Fact => ({
  case: 'orderPlaced',
  value: { order: { customerId: 'ann', lines } },
});
const declined: Fact = { case: 'paymentDeclined', value: { reason: 'no' } };

async function taken(): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ sku: string; taken: number }>(
    'select sku, initial - available as taken from stock where initial <> available',
  );
  return Object.fromEntries(rows.map((row) => [row.sku, row.taken]));
}

describe('stock', () => {
  test('reserved and released: every portion is back, once', async () => {
    const orderId = randomUUID();
    const breakfast = placed({ sku: 'juice', quantity: 2 }, { sku: 'croissant', quantity: 1 });
    expect(await when([orderId, breakfast])).toEqual(['StockReserved']);
    expect(await taken()).toEqual({ juice: 2, croissant: 1 });
    expect(await when([orderId, declined])).toEqual(['StockReleased']);
    expect(await when([orderId, declined])).toEqual([]);
    expect(await taken()).toEqual({});
  });

  test('released for an order and reserved for another in one batch: the sums are right', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await when([first, placed({ sku: 'juice', quantity: 2 })]);
    expect(await when([second, placed({ sku: 'juice', quantity: 3 })], [first, declined])).toEqual([
      'StockReserved',
      'StockReleased',
    ]);
    expect(await taken()).toEqual({ juice: 3 });
  });

  test('batches of many at the same time: never more than there is', async () => {
    const batches = Array.from({ length: 8 }, () =>
      when(
        [randomUUID(), placed({ sku: SCARCE, quantity: 3 })],
        [randomUUID(), placed({ sku: 'juice', quantity: 1 }, { sku: SCARCE, quantity: 1 })],
      ),
    );
    const types = (await Promise.all(batches)).flat();
    const { rows } = await pool.query<{ held: number }>(
      `select sum((line ->> 'quantity')::integer)::integer as held
       from reservations, jsonb_array_elements(lines) as line
       where state = 'reserved' and line ->> 'sku' = '${SCARCE}'`,
    );
    expect(rows[0]!.held).toBe(10);
    expect((await taken())[SCARCE]).toBe(10);
    expect(types).toContain('StockRejected');
  });
});
