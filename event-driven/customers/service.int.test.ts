import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import type { OutgoingMessage } from '../events.ts';
import { decode } from '../events.ts';
import { insertOutboxRows } from '../patterns/publishing/outbox.ts';
import { createPublishing } from '../patterns/publishing/publishing.ts';
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
  test('who moves is announced, dated as the row says', async () => {
    const published: OutgoingMessage[] = [];
    const customers = createCustomers(
      createStore(pool),
      createPublishing(pool, insertOutboxRows, async (messages) => {
        published.push(...messages);
      }),
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
});
