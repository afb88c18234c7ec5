import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Pool, transaction } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { createStore, MIGRATIONS, type Payment } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('payments', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

const store = createStore();
const payment = (fields: Partial<Payment>): Payment => ({
  orderId: randomUUID(),
  customerId: 'ann',
  amountCents: 560,
  state: 'captured',
  chargeId: 'ch_1',
  ...fields,
});

describe('refunding', () => {
  test('of several payments only those captured are refunded, and each only once', async () => {
    const captured = payment({});
    const declined = payment({ state: 'declined', chargeId: null });
    const orderIds = [captured.orderId, declined.orderId, randomUUID()];
    await transaction(pool, (connection) => store.savePayments(connection, [captured, declined]));
    const refund = () => transaction(pool, (connection) => store.markRefunded(connection, orderIds));
    expect(await refund()).toEqual(new Map([[captured.orderId, 560]]));
    expect(await refund()).toEqual(new Map());
    const { rows } = await pool.query('select state from payments order by state');
    expect(rows).toEqual([{ state: 'declined' }, { state: 'refunded' }]);
  });
});
