import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Accounts } from '#shared/bank/accounts.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { bankWith } from '../testing/bank.ts';
import { createPayments, type Payments } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('payments', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

let payments: Payments;
let accounts: Accounts;
beforeEach(async () => {
  await pool.query('delete from payments');
  accounts = new Accounts();
  payments = createPayments(createStore(pool), bankWith(accounts));
});

const caller = (idempotencyKey: string | null) => ({ customerId: 'ann', requestId: 'r', idempotencyKey });
const charge = (orderId: string, key: string | null = orderId) => ({
  ...caller(key),
  orderId,
  amountCents: 500,
  cardToken: 'tok_visa',
});
const liveAtTheBank = (orderId: string) => accounts.refund(orderId).captures.length;

async function states(orderId: string): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>('select state from payments where order_id = $1', [
    orderId,
  ]);
  return rows.map(({ state }) => state).sort();
}

describe('payments', () => {
  test('one key five times at once: one charge, one row, five times the same answer', async () => {
    const orderId = randomUUID();

    const answers = await Promise.all(Array.from({ length: 5 }, () => payments.charge(charge(orderId))));

    expect(new Set(answers.map(({ chargeId }) => chargeId)).size).toBe(1);
    expect(await states(orderId)).toEqual(['captured']);
    expect(liveAtTheBank(orderId)).toBe(1);
  });

  test('a crash between the bank and the row: asked again, the bank gives the same answer', async () => {
    const orderId = randomUUID();
    await bankWith(accounts).charge({ ...charge(orderId), key: orderId });

    expect(await payments.charge(charge(orderId))).toMatchObject({ outcome: 'captured' });
    expect(liveAtTheBank(orderId)).toBe(1);
  });

  test('refunded twice: the money is back once, and a late charge is refused', async () => {
    const orderId = randomUUID();
    await payments.charge(charge(orderId));

    expect(await payments.refund(orderId, caller(null))).toBe(500);
    expect(await payments.refund(orderId, caller(null))).toBe(0);
    expect(await states(orderId)).toEqual(['refunded']);
    await expect(payments.charge(charge(orderId))).rejects.toMatchObject({ code: 'already_undone' });
    expect(liveAtTheBank(orderId)).toBe(0);
  });

  test('refunded before it is charged: the charge is refused at the bank, and no money moves', async () => {
    const orderId = randomUUID();
    await payments.refund(orderId, caller(null));

    await expect(payments.charge(charge(orderId))).rejects.toMatchObject({ code: 'already_undone' });
    expect(await states(orderId)).toEqual(['voided']);
    expect(liveAtTheBank(orderId)).toBe(0);
  });

  test('charges racing their refunds: whoever wins, no money is kept and no row says so', async () => {
    const orders = Array.from({ length: 30 }, () => randomUUID());

    await Promise.allSettled(
      orders.flatMap((orderId) => [payments.charge(charge(orderId)), payments.refund(orderId, caller(null))]),
    );

    expect(orders.map(liveAtTheBank).filter((live) => live > 0)).toEqual([]);
    expect((await Promise.all(orders.map(states))).flat()).not.toContain('captured');
  });

  test('without a key: every call is a charge of its own, and one refund gives all back', async () => {
    const orderId = randomUUID();
    await payments.charge(charge(orderId, null));
    await payments.charge(charge(orderId, null));

    expect(liveAtTheBank(orderId)).toBe(2);
    expect(await payments.refund(orderId, caller(null))).toBe(1_000);
    expect(await states(orderId)).toEqual(['refunded', 'refunded', 'voided']);
  });
});
