import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('customers', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

describe('the store of customers', () => {
  test('a customer who moves: the newest address counts, and every one is remembered', async () => {
    const store = createStore(pool);
    await store.change({ customerId: 'ann', name: 'Ann', address: '1 Baker Street' });
    const moved = await store.change({ customerId: 'ann', name: 'Ann', address: null });

    expect(moved).toEqual({ customerId: 'ann', name: 'Ann', address: null, version: 2 });
    expect(await store.find('ann')).toEqual(moved);
    expect(await store.find('bob')).toBeNull();
    const { rows } = await pool.query('select version, address from address_history order by version');
    expect(rows).toEqual([
      { version: 1, address: '1 Baker Street' },
      { version: 2, address: null },
    ]);
  });

  test('changed ten times at once: ten versions, none of them twice', async () => {
    const store = createStore(pool);
    const change = { customerId: 'cid', name: 'Cid', address: 'somewhere' };

    const versions = await Promise.all(Array.from({ length: 10 }, () => store.change(change)));

    expect(new Set(versions.map(({ version }) => version)).size).toBe(10);
  });
});
