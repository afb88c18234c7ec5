import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMetrics } from '#shared/platform/metrics.ts';
import { keptLog, rawRequest, startTestServer } from '#shared/platform/testing.ts';
import { Accounts } from './accounts.ts';
import { createDice, WELL_BEHAVED } from './behaviour.ts';
import { type BankClient, bankClient } from './client.ts';
import type { BankEntry } from './ledger.ts';
import { bankRoutes } from './service.ts';

let entries: BankEntry[];
let dice: ReturnType<typeof createDice>;
let server: Awaited<ReturnType<typeof startTestServer>>;
let bank: BankClient;

/** A bank that knows what stands in `entries`, as after a restart. */
async function startBank(): Promise<void> {
  const accounts = new Accounts();
  for (const entry of entries) accounts.apply(entry);
  dice = createDice();
  const ledger = {
    append: async (more: readonly BankEntry[]) => void entries.push(...more),
    close: async () => undefined,
  };
  let charges = entries.length;
  const newChargeId = (): string => `ch_${++charges}`;
  server = await startTestServer(bankRoutes({ accounts, ledger, dice, nowMs: () => 7, newChargeId }));
  bank = bankClient({
    urls: [server.url],
    timeoutMs: 2_000,
    log: keptLog().log,
    metrics: createMetrics('test', 'both'),
  });
}

async function stopBank(): Promise<void> {
  await bank.close();
  await server.close();
}

beforeEach(async () => {
  entries = [];
  await startBank();
});
afterEach(stopBank);

const charge = (
  orderId: string,
  key: string | null = orderId,
  more: { amountCents?: number; cardToken?: string } = {},
) => bank.charge({ orderId, amountCents: 500, cardToken: 'tok_visa', key, requestId: 'r', ...more });
const refund = (orderId: string) => bank.refund({ orderId, requestId: 'r' });
const outcomes = () => entries.map(({ kind, outcome }) => `${kind} ${outcome}`);

describe('a charge', () => {
  test('with a new key: captured, and in the ledger', async () => {
    expect(await charge('order-1')).toEqual({ outcome: 'captured', chargeId: 'ch_1' });
    const captured = {
      kind: 'charge',
      orderId: 'order-1',
      key: 'order-1',
      chargeId: 'ch_1',
      amountCents: 500,
    };
    expect(entries).toEqual([{ ...captured, outcome: 'captured', answered: true, atMs: 7 }]);
  });

  test('repeated with its key: the same answer, no second capture', async () => {
    const first = await charge('order-1');
    expect(await charge('order-1')).toEqual(first);
    expect(outcomes()).toEqual(['charge captured', 'charge replayed']);
    expect(entries[1]).toMatchObject({ chargeId: 'ch_1' });
  });

  test('repeated with its key, many at once: one capture', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => charge('order-1')));
    expect(new Set(answers.map((answer) => answer.chargeId)).size).toBe(1);
    expect(outcomes().filter((outcome) => outcome === 'charge captured')).toHaveLength(1);
  });

  test('repeated with its key after a restart: the same answer', async () => {
    const [captured, declined] = [
      await charge('order-1'),
      await charge('order-2', 'order-2', { cardToken: 'tok_declined' }),
    ];
    await stopBank();
    await startBank();
    expect(await charge('order-1')).toEqual(captured);
    expect(await charge('order-2')).toEqual(declined);
    expect(outcomes().slice(2)).toEqual(['charge replayed', 'charge replayed']);
  });

  test('repeated without a key: a capture each', async () => {
    await charge('order-1', null);
    await charge('order-1', null);
    expect(outcomes()).toEqual(['charge captured', 'charge captured']);
  });

  test('with the key of another charge: refused', async () => {
    await charge('order-1');
    const mismatch = { kind: 'invalid', code: 'bank_refused', retriable: false };
    await expect(charge('order-1', 'order-1', { amountCents: 501 })).rejects.toMatchObject(mismatch);
    await expect(charge('order-2', 'order-1')).rejects.toMatchObject(mismatch);
    expect(outcomes()).toEqual(['charge captured', 'charge refused', 'charge refused']);
  });

  test('to the card that is always declined: declined, and again with its key', async () => {
    const declined = { outcome: 'declined', chargeId: null };
    expect(await charge('order-1', 'order-1', { cardToken: 'tok_declined' })).toEqual(declined);
    expect(await charge('order-1', 'order-1', { cardToken: 'tok_declined' })).toEqual(declined);
    expect(outcomes()).toEqual(['charge declined', 'charge replayed']);
  });

  test.each([
    ['no amount', { orderId: 'order-1', cardToken: 'tok_visa' }],
    ['amount 0', { orderId: 'order-1', cardToken: 'tok_visa', amountCents: 0 }],
    ['an unknown field', { orderId: 'order-1', cardToken: 'tok_visa', amountCents: 1, tip: 1 }],
  ])('with %s: 400, and not in the ledger', async (_what, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await rawRequest(server.port, {
      method: 'POST',
      path: '/charges',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(entries).toEqual([]);
  });
});

describe('a refund', () => {
  test('of an order with several captures: all of them, once', async () => {
    await charge('order-1', null);
    await charge('order-1', null);
    await charge('order-2');
    expect(await refund('order-1')).toEqual({ refundedCents: 1_000 });
    expect(await refund('order-1')).toEqual({ refundedCents: 0 });
    expect(entries.slice(3)).toMatchObject([
      { kind: 'refund', outcome: 'refunded', chargeId: 'ch_1', amountCents: 500 },
      { kind: 'refund', outcome: 'refunded', chargeId: 'ch_2', amountCents: 500 },
      { kind: 'refund', outcome: 'nothing-to-refund', chargeId: null, amountCents: 0 },
    ]);
  });

  test('before any charge: the order is voided, and a late charge is barred for good', async () => {
    expect(await refund('order-1')).toEqual({ refundedCents: 0 });
    await expect(charge('order-1')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'charge_barred',
      retriable: false,
    });
    await stopBank();
    await startBank();
    await expect(charge('order-1', null)).rejects.toMatchObject({ code: 'charge_barred' });
    expect(outcomes()).toEqual(['refund voided', 'charge voided', 'charge voided']);
  });

  test('after a charge: a late repetition of the charge is barred, also with its key', async () => {
    await charge('order-1');
    await refund('order-1');
    await expect(charge('order-1')).rejects.toMatchObject({ code: 'charge_barred' });
    expect(outcomes()).toEqual(['charge captured', 'refund refunded', 'charge voided']);
  });

  test('cut short by a crash between two captures: the repetition gives back the other', async () => {
    await charge('order-1', null);
    await charge('order-1', null);
    await refund('order-1');
    entries.pop();
    await stopBank();
    await startBank();
    expect(await refund('order-1')).toEqual({ refundedCents: 500 });
    expect(entries.at(-1)).toMatchObject({ outcome: 'refunded', chargeId: 'ch_2' });
  });
});

describe('a bank that misbehaves', () => {
  test('fails: 500, nothing charged, the attempt in the ledger', async () => {
    dice.set({ ...WELL_BEHAVED, failRate: 1 });
    await expect(charge('order-1')).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'bank_failed',
      retriable: true,
    });
    dice.set(WELL_BEHAVED);
    expect(await charge('order-1')).toMatchObject({ outcome: 'captured' });
    expect(outcomes()).toEqual(['charge refused', 'charge captured']);
  });

  test('declines', async () => {
    dice.set({ ...WELL_BEHAVED, declineRate: 1 });
    expect(await charge('order-1')).toEqual({ outcome: 'declined', chargeId: null });
  });

  test('loses its answer: charged all the same; the repetition with the key tells', async () => {
    dice.set({ ...WELL_BEHAVED, loseAnswerRate: 1 });
    await expect(charge('order-1')).rejects.toMatchObject({ kind: 'timeout', effect: 'unknown' });
    expect(entries).toMatchObject([{ outcome: 'captured', answered: false }]);
    dice.set(WELL_BEHAVED);
    expect(await charge('order-1')).toEqual({ outcome: 'captured', chargeId: 'ch_1' });
    expect(entries[1]).toMatchObject({ outcome: 'replayed', answered: true });
  });

  test('is slow: nothing is in the ledger before, everything after', async () => {
    dice.set({ ...WELL_BEHAVED, latencyMs: 30 });
    const answer = charge('order-1');
    expect(entries).toEqual([]);
    await answer;
    expect(outcomes()).toEqual(['charge captured']);
  });

  test('the same seed: the same misfortunes in the same order', () => {
    const throws = (seed: number): boolean[] => {
      dice.set({ ...WELL_BEHAVED, seed });
      return Array.from({ length: 200 }, () => dice.strikes(0.3));
    };
    expect(throws(1)).toEqual(throws(1));
    expect(throws(1)).not.toEqual(throws(2));
    const share = throws(1).filter(Boolean).length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });
});
