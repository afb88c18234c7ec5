import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { countedHere } from '../mutants.ts';
import { createStock, type Stock } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;
const SCARCE = 'truffle-toast';

let databases: Databases;
let pool: Pool;
let stock: Stock;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('stock', MIGRATIONS);
  stock = createStock(createStore(pool));
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());
beforeEach(async () => {
  await pool.query('delete from reservations');
  await pool.query('update stock set available = initial');
});

const order = (lines: { sku: string; quantity: number }[], orderId: string = randomUUID()) => ({
  orderId,
  idempotencyKey: orderId as string | null,
  lines,
});

async function taken(): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ sku: string; taken: number }>(
    'select sku, initial - available as taken from stock where initial <> available',
  );
  return Object.fromEntries(rows.map((row) => [row.sku, row.taken]));
}

async function states(orderId: string): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>('select state from reservations where order_id = $1', [
    orderId,
  ]);
  return rows.map(({ state }) => state);
}

describe('stock', () => {
  test('reserved and released: every portion is back', async () => {
    const breakfast = order([
      { sku: 'juice', quantity: 2 },
      { sku: 'croissant', quantity: 1 },
    ]);

    expect(await stock.reserve(breakfast)).toBe('reserved');
    expect(await taken()).toEqual({ juice: 2, croissant: 1 });
    expect(await stock.release(breakfast.orderId)).toBe(1);
    expect(await stock.release(breakfast.orderId)).toBe(0);
    expect(await taken()).toEqual({});
    expect(await states(breakfast.orderId)).toEqual(['released']);
  });

  test('one line too many: rejected as a whole, and nothing is taken', async () => {
    const greedy = order([
      { sku: 'juice', quantity: 1 },
      { sku: SCARCE, quantity: 11 },
    ]);

    expect(await stock.reserve(greedy)).toBe('rejected');
    expect(await taken()).toEqual({});
    expect(await states(greedy.orderId)).toEqual(['rejected']);
  });

  test('the same key ten times at once: one reservation, ten times the same answer', async () => {
    const breakfast = order([{ sku: 'juice', quantity: 1 }]);

    const answers = await Promise.all(Array.from({ length: 10 }, () => stock.reserve(breakfast)));

    expect(new Set(answers)).toEqual(new Set(['reserved']));
    expect(await taken()).toEqual({ juice: 1 });
  });

  test('the same key after the dish has run out: the answer of the first time', async () => {
    const last = order([{ sku: SCARCE, quantity: 10 }]);
    await stock.reserve(last);

    expect(await stock.reserve(last)).toBe('reserved');
    expect(await stock.reserve(order([{ sku: SCARCE, quantity: 1 }]))).toBe('rejected');
  });

  test('without a key: every call is a reservation of its own, and one release gives all back', async () => {
    const keyless = { ...order([{ sku: 'juice', quantity: 1 }]), idempotencyKey: null };
    await stock.reserve(keyless);
    await stock.reserve(keyless);

    expect(await taken()).toEqual({ juice: 2 });
    expect(await stock.release(keyless.orderId)).toBe(2);
    expect(await taken()).toEqual({});
  });

  test('a reservation that comes after its release: refused', async () => {
    const late = order([{ sku: 'juice', quantity: 1 }]);
    await stock.release(late.orderId);

    await expect(stock.reserve(late)).rejects.toMatchObject({ code: 'already_undone', retriable: false });
    expect(await taken()).toEqual({});
  });

  test('reservations racing their releases: whoever wins, nothing stays held', async () => {
    const orders = Array.from({ length: 40 }, () => order([{ sku: 'juice', quantity: 1 }]));

    await Promise.allSettled(orders.flatMap((each) => [stock.reserve(each), stock.release(each.orderId)]));

    expect(await taken()).toEqual({});
  });

  test('everybody wants the last ten portions, dishes named in any order: ten get one, nobody waits for ever', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const lines = [
          { sku: SCARCE, quantity: 1 },
          { sku: 'juice', quantity: 1 },
        ];
        return stock.reserve(order(index % 2 === 0 ? lines : lines.toReversed()));
      }),
    );

    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(10);
    expect(await taken()).toEqual({ [SCARCE]: 10, juice: 10 });
  });
});

test('the mutant non-atomic-stock, many at once: more is held than was taken', async () => {
  const mutant = createStock(countedHere(createStore(pool), pool));
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => mutant.reserve(order([{ sku: 'juice', quantity: 1 }]))),
  );

  expect(new Set(answers)).toEqual(new Set(['reserved']));
  expect((await taken()).juice).toBeLessThan(40);
});
