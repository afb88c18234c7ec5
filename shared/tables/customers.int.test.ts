import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { CUSTOMERS_TABLES, changeCustomer, findCustomer } from './customers.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('customers', [CUSTOMERS_TABLES]);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

describe('the rows of customers', () => {
  test('a customer who moves: the newest address counts, and every one is remembered, since when', async () => {
    const first = await changeCustomer(pool, { customerId: 'ann', name: 'Ann', address: '1 Baker Street' });
    const moved = await changeCustomer(pool, { customerId: 'ann', name: 'Ann', address: null });

    expect(moved.customer).toEqual({ customerId: 'ann', name: 'Ann', address: null, version: 2 });
    expect(await findCustomer(pool, 'ann')).toEqual(moved.customer);
    const { rows } = await pool.query<{ since: Date }>(
      'select version, address, since from address_history order by version',
    );
    expect(rows).toMatchObject([
      { version: 1, address: '1 Baker Street' },
      { version: 2, address: null },
    ]);
    expect([first, moved].map(({ changedAtMs }) => changedAtMs)).toEqual(
      rows.map(({ since }) => since.getTime()),
    );
  });

  test('changed ten times at once: ten versions, none of them twice', async () => {
    const change = { customerId: 'cid', name: 'Cid', address: 'somewhere' };

    const changes = await Promise.all(Array.from({ length: 10 }, () => changeCustomer(pool, change)));

    expect(new Set(changes.map(({ customer }) => customer.version)).size).toBe(10);
  });

  test('nobody is found who never was there', async () => {
    expect(await findCustomer(pool, 'nobody')).toBeNull();
  });
});
