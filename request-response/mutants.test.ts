/** That every mutant still does its wrong: what it leaves behind, and what the kitchen as it is meant to be does instead. */
import { describe, expect, test } from '@jest/globals';
import { Accounts } from '#shared/bank/accounts.ts';
import { AppError } from '#shared/platform/errors.ts';
import { createMetrics } from '#shared/platform/metrics.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { keptLog } from '#shared/platform/testing.ts';
import { createArm } from './arm.ts';
import type { CallContext, Send } from './call.ts';
import type { KitchenConfig } from './config.ts';
import { TOP } from './ladder.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { noting } from './patterns/compensation.ts';
import { createStock } from './stock/service.ts';
import type { StockStore } from './stock/store.ts';
import { bankWith } from './testing/bank.ts';

const ORDER = 'order-1';
const context: CallContext = { requestId: 'r', orderId: ORDER, customerId: 'c' };
const noPool = {} as Pool;

function patternsOf(mutant: Mutant | undefined, pool = noPool) {
  const config = { ARM: TOP, MUTANT: mutant } as KitchenConfig;
  const platform = { log: keptLog().log, metrics: createMetrics('test', 'request-response') };
  return createArm({ config, platform, pool }).patterns;
}

/** How often the bank has taken the money when its first answer was lost. */
async function captures(mutant?: Mutant): Promise<number> {
  const accounts = new Accounts();
  const bank = bankWith(accounts);
  const charge: Send = async ({ attempt, idempotencyKey: key = null }) => {
    const answer = await bank.charge({
      orderId: ORDER,
      amountCents: 100,
      cardToken: 'tok_ok',
      key,
      requestId: 'r',
    });
    if (attempt === 1) throw new AppError('unavailable', 'cut_off', 'lost', { effect: 'unknown' });
    return answer;
  };
  const { withIdempotencyKey, withRetries } = patternsOf(mutant);
  const send = withIdempotencyKey(withRetries('payments')(charge));
  await send({ method: 'POST', path: '/payments', context, attempt: 1 });
  return accounts.refund(ORDER).captures.length;
}

/** Which steps of an order that failed are undone. */
async function undone(mutant?: Mutant): Promise<string[]> {
  const steps: string[] = [];
  const undo = (step: string) => async () => void steps.push(step);
  const toUndo: Parameters<typeof noting>[0] = [];
  await noting(toUndo, undo('stock'), Promise.resolve({ outcome: 'reserved' }));
  await noting(toUndo, undo('payments'), Promise.resolve({ outcome: 'captured' }));
  await patternsOf(mutant).compensate(toUndo, context);
  return steps;
}

/** Portions that are left, and that are held, when two customers have ordered one of ten at the same time. */
async function portions(mutant?: Mutant): Promise<{ left: number; held: number }> {
  const now = { left: 10, held: 0 };
  const store = {
    available: async () => new Map([['juice', now.left]]),
    async keep() {
      now.left -= 1;
      now.held += 1;
      return 'reserved';
    },
  } as unknown as StockStore;
  const pool = {
    async query({ values: [, left] }: { values: [sku: string, left: number] }) {
      now.left = left;
      return { rows: [] };
    },
  } as unknown as Pool;
  const stock = createStock(patternsOf(mutant, pool).inOneStep(store));
  const order = { orderId: ORDER, idempotencyKey: null, lines: [{ sku: 'juice', quantity: 1 }] };
  await Promise.all([stock.reserve(order), stock.reserve(order)]);
  return now;
}

type Bite = { of: (mutant?: Mutant) => Promise<unknown>; meant: unknown; wrong: unknown };

const BITES: Readonly<Record<Mutant, Bite>> = {
  'no-compensation': { of: undone, meant: ['payments', 'stock'], wrong: [] },
  'retry-without-key': { of: captures, meant: 1, wrong: 2 },
  'no-idempotency-key': { of: captures, meant: 1, wrong: 2 },
  'non-atomic-stock': { of: portions, meant: { left: 8, held: 2 }, wrong: { left: 9, held: 2 } },
};

describe.each(MUTANTS)('the mutant %s', (mutant) => {
  const { of, meant, wrong } = BITES[mutant];
  test('does its wrong', async () => expect(await of(mutant)).toEqual(wrong));
  test('without it the right is done', async () => expect(await of()).toEqual(meant));
});
