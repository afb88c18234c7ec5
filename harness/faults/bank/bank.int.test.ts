/** Faults of the bank, done to a real one of each side: what a charge comes to meanwhile and afterwards, alone and when they overlap. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankEntry } from '../../evidence/records.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { SIDES } from '../../systems.ts';
import { broken, kitchenToBreak, STARTS_WITHIN_MS, TEST_WITHIN_MS } from '../testing/kitchen.ts';

/** Longer than a bank takes that is not slow, shorter than one that is. */
const PATIENCE_MS = 2_000;
const SLOWER_MS = 20_000;

let kitchen: Runtime;

let orders = 0;
/** A real charge: its status and outcome, or why there was no answer. */
async function charge(): Promise<string> {
  orders += 1;
  try {
    const response = await fetch(`${kitchen.url('bank')}/charges`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: `order-${orders}`, amountCents: 100, cardToken: 'tok_visa' }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { outcome = '' } = (await response.json()) as { outcome?: string };
    return `${response.status} ${outcome}`.trim();
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'late' : 'broken off';
  }
}

async function lastEntry(): Promise<BankEntry> {
  const lines = (await readFile(await kitchen.access.bankLedgerFile(), 'utf8')).trimEnd().split('\n');
  return JSON.parse(lines.at(-1)!) as BankEntry;
}

describe.each(SIDES)('faults of the bank of %s', (side) => {
  beforeAll(async () => {
    kitchen = await kitchenToBreak(side, ['bank'], { infrastructure: [] });
  }, STARTS_WITHIN_MS);
  afterAll(() => kitchen?.close(), TEST_WITHIN_MS);

  test.each([
    ['bank-slow', { latencyMs: SLOWER_MS }, 'late'],
    ['bank-errors', {}, '500'],
    ['bank-declines', {}, '201 declined'],
    ['bank-forgets-to-answer', {}, 'broken off'],
  ] as const)(
    '%s: a charge comes to it, and is captured again when it is healed',
    async (name, options, told) => {
      const fault = await broken(kitchen, name, 'bank', options);
      expect(await charge()).toBe(told);
      await fault.heal();
      expect(await charge()).toBe('201 captured');
    },
  );

  test('bank-forgets-to-answer has charged', async () => {
    const fault = await broken(kitchen, 'bank-forgets-to-answer', 'bank');
    await charge();
    expect(await lastEntry()).toMatchObject({ outcome: 'captured', answered: false });
    await fault.heal();
  });

  test('the proof writes nothing into the ledger', async () => {
    await charge();
    const fault = await broken(kitchen, 'bank-errors', 'bank', { rate: 0.1 });
    expect(fault.proof).toEqual([expect.stringMatching(/^\d+ of 70 charges that were tried out failed$/)]);
    await fault.heal();
    expect(await lastEntry()).toMatchObject({ orderId: `order-${orders}` });
  });

  test('two that overlap: each adds its part, and takes only its own away again', async () => {
    const slow = await broken(kitchen, 'bank-slow', 'bank', { latencyMs: SLOWER_MS });
    const forgetful = await broken(kitchen, 'bank-forgets-to-answer', 'bank');
    expect(await charge()).toBe('late');
    await slow.heal();
    expect(await charge()).toBe('broken off');
    const slowAgain = await broken(kitchen, 'bank-slow', 'bank', { latencyMs: SLOWER_MS });
    await forgetful.heal();
    expect(await charge()).toBe('late');
    await slowAgain.heal();
    expect(await charge()).toBe('201 captured');
  });
});
