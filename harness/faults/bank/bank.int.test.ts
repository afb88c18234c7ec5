/** Faults of the bank, done to a real one of each side: what a charge comes to, alone and when they overlap. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankEntry } from '../../evidence/records.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { FaultName } from '../../scenarios/scenario.ts';
import { SIDES } from '../../systems.ts';
import { broken, kitchenToBreak, STARTS_WITHIN_MS, TEST_WITHIN_MS } from '../testing/kitchen.ts';

/** Longer than a bank takes that is not slow, shorter than one that is. */
const PATIENCE_MS = 2_000;
const SLOWER_MS = 20_000;

/** One of each side. What is done to one is done to the other at the same time: most of it is waiting. */
const kitchens: Runtime[] = [];
beforeAll(async () => {
  for (const side of SIDES) kitchens.push(await kitchenToBreak(side, ['bank'], { infrastructure: [] }));
}, STARTS_WITHIN_MS);
afterAll(() => Promise.all(kitchens.map((kitchen) => kitchen.close())), TEST_WITHIN_MS);

const both = <Result>(does: (kitchen: Runtime) => Promise<Result>): Promise<Result[]> =>
  Promise.all(kitchens.map(does));
const bothAre = <Value>(value: Value): Value[] => SIDES.map(() => value);

async function bothBroken(fault: FaultName, options: Record<string, unknown> = {}) {
  const inForce = await both((kitchen) => broken(kitchen, fault, 'bank', options));
  return {
    proofs: inForce.map(({ proof }) => proof),
    heal: () => Promise.all(inForce.map((each) => each.heal())),
  };
}

let orders = 0;
/** A real charge: its status and outcome, or why there was no answer. */
async function charge(kitchen: Runtime): Promise<string> {
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

function charges(): Promise<string[]> {
  orders += 1;
  return both(charge);
}

async function lastEntry(kitchen: Runtime): Promise<BankEntry> {
  const lines = (await readFile(await kitchen.access.bankLedgerFile(), 'utf8')).trimEnd().split('\n');
  return JSON.parse(lines.at(-1)!) as BankEntry;
}

describe('faults of the bank', () => {
  test.each([
    ['bank-slow', { latencyMs: SLOWER_MS }, 'late'],
    ['bank-errors', {}, '500'],
    ['bank-declines', {}, '201 declined'],
    ['bank-forgets-to-answer', {}, 'broken off'],
  ] as const)(
    '%s: a charge comes to it, and is captured again when it is healed',
    async (name, options, told) => {
      const fault = await bothBroken(name, options);
      expect(await charges()).toEqual(bothAre(told));
      await fault.heal();
      expect(await charges()).toEqual(bothAre('201 captured'));
    },
  );

  test('bank-forgets-to-answer has charged', async () => {
    const fault = await bothBroken('bank-forgets-to-answer');
    await charges();
    expect(await both(lastEntry)).toMatchObject(bothAre({ outcome: 'captured', answered: false }));
    await fault.heal();
  });

  test('the proof writes nothing into the ledger', async () => {
    await charges();
    const fault = await bothBroken('bank-errors', { rate: 0.1 });
    const proof = [expect.stringMatching(/^\d+ of 70 charges that were tried out failed$/)];
    expect(fault.proofs).toEqual(bothAre(proof));
    await fault.heal();
    expect(await both(lastEntry)).toMatchObject(bothAre({ orderId: `order-${orders}` }));
  });

  test('two that overlap: each adds its part, and takes only its own away again', async () => {
    const slow = await bothBroken('bank-slow', { latencyMs: SLOWER_MS });
    const forgetful = await bothBroken('bank-forgets-to-answer');
    expect(await charges()).toEqual(bothAre('late'));
    await slow.heal();
    expect(await charges()).toEqual(bothAre('broken off'));
    const slowAgain = await bothBroken('bank-slow', { latencyMs: SLOWER_MS });
    await forgetful.heal();
    expect(await charges()).toEqual(bothAre('late'));
    await slowAgain.heal();
    expect(await charges()).toEqual(bothAre('201 captured'));
  });
});
