import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Pool, transaction } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import type { OutgoingMessage } from '../events.ts';
import { decode } from '../events.ts';
import { createPublishing } from '../patterns/publishing/outbox.ts';
import { createCustomers } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('customers', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

describe('customers', () => {
  test('who moves gets a new version, keeps the old address in the history, and is announced', async () => {
    const published: OutgoingMessage[] = [];
    const customers = createCustomers(
      createStore(pool),
      createPublishing(pool, (messages) => void published.push(...messages)),
    );
    const change = (address: string | null) =>
      customers.change({ customerId: 'ann', name: 'Ann', address, requestId: 'request' });
    await change('1 Road');
    expect(await change(null)).toEqual({ customerId: 'ann', name: 'Ann', address: null, version: 2 });
    expect(await customers.find('ann')).toMatchObject({ version: 2 });
    const { rows } = await pool.query('select version, address, since from address_history order by version');
    expect(rows).toMatchObject([
      { version: 1, address: '1 Road' },
      { version: 2, address: null },
    ]);
    const events = published.map(({ payload }) => decode(payload));
    const sinceMs = rows.map(({ since }: { since: Date }) => since.getTime());
    expect(events.map(({ occurredAtMs }) => Number(occurredAtMs))).toEqual(sinceMs);
    const [first, second] = events.map(({ fact }) => fact.value);
    expect(first).toMatchObject({ customerId: 'ann', address: '1 Road', version: 1 });
    expect(second).toMatchObject({ version: 2 });
    expect(second).not.toHaveProperty('address');
  });

  test('who changes at the same time gets a version for each change', async () => {
    const store = createStore(pool);
    const change = (address: string) =>
      transaction(pool, (connection) =>
        store.change(connection, { customerId: 'bob', name: 'Bob', address }),
      );
    const changed = await Promise.all(['1', '2', '3', '4'].map(change));
    expect(changed.map(({ customer }) => customer.version).sort()).toEqual([1, 2, 3, 4]);
  });

  test('nobody is found who never was there', async () => {
    expect(await createStore(pool).find('nobody')).toBeNull();
  });
});
