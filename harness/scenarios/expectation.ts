/** A hypothesis in numbers: what a number of the verdict must be for the claim to hold. */
import { z } from 'zod';
import { rungs } from './rungs.ts';

/** In what a number is told. */
export type Unit = 'share' | 'ms' | 'seconds' | 'orders' | 'times' | 'MB' | 'CPU-ms';

/** The numbers of a side that can be expected, by their place in the verdict. */
export const NUMBERS: Readonly<Record<string, { words: string; unit: Unit }>> = {
  offered: { words: 'orders offered', unit: 'orders' },
  accepted: { words: 'orders accepted', unit: 'orders' },
  completed: { words: 'orders completed', unit: 'orders' },
  completedInTime: { words: 'orders completed in time', unit: 'orders' },
  'availability.accepted': { words: 'accepted ÷ offered', unit: 'share' },
  'availability.completedInTime': { words: 'completed in time ÷ offered', unit: 'share' },
  'latencyMs.accept.p50': { words: 'acceptance p50', unit: 'ms' },
  'latencyMs.accept.p95': { words: 'acceptance p95', unit: 'ms' },
  'latencyMs.accept.p99': { words: 'acceptance p99', unit: 'ms' },
  'latencyMs.accept.max': { words: 'longest acceptance', unit: 'ms' },
  'latencyMs.complete.p50': { words: 'completion p50', unit: 'ms' },
  'latencyMs.complete.p95': { words: 'completion p95', unit: 'ms' },
  'latencyMs.complete.p99': { words: 'completion p99', unit: 'ms' },
  'latencyMs.complete.max': { words: 'longest completion', unit: 'ms' },
  'ledger.duplicated': { words: 'orders duplicated', unit: 'orders' },
  'ledger.charged-not-delivered': { words: 'orders charged and not delivered', unit: 'orders' },
  'ledger.delivered-not-charged': { words: 'orders delivered and not charged', unit: 'orders' },
  'ledger.lost': { words: 'orders lost', unit: 'orders' },
  'ledger.stuck': { words: 'orders stuck', unit: 'orders' },
  'ledger.completed': { words: 'orders in the bucket completed', unit: 'orders' },
  'ledger.rejected': { words: 'orders rejected by the business', unit: 'orders' },
  'ledger.refused': { words: 'orders refused', unit: 'orders' },
  'recovery.detectMs': { words: 'time to the first failure that a client saw', unit: 'ms' },
  'recovery.firstCompletionMs': { words: 'time from the heal to the first completion', unit: 'ms' },
  'recovery.backlogClearedMs': { words: 'time to clear the backlog', unit: 'ms' },
  'backlog.highest': { words: 'most orders placed and undecided at once', unit: 'orders' },
  'attempts.byClients': { words: 'requests of clients per order', unit: 'times' },
  'attempts.atBank': { words: 'charges asked of the bank per order', unit: 'times' },
  'reads.ownWriteSeen': { words: 'customers who found their order right after placing it', unit: 'share' },
  'reads.outcomeSeen': { words: 'customers who found the outcome right after placing it', unit: 'share' },
  'reads.wentBack': { words: 'orders that a customer saw go back to an earlier state', unit: 'orders' },
  'reads.knowsMs.p50': {
    words: 'time until half of the customers knew what became of their order',
    unit: 'ms',
  },
  'reads.knowsMs.p95': {
    words: 'time until 95 % of the customers knew what became of their order',
    unit: 'ms',
  },
  'reads.knowsMs.max': { words: 'longest time until a customer knew what became of the order', unit: 'ms' },
  'unavailability.badSeconds': { words: 'bad seconds', unit: 'seconds' },
  'unavailability.excess': { words: 'bad seconds beyond those of the fault', unit: 'seconds' },
  'cost.rssMb': { words: 'most memory in use', unit: 'MB' },
  'cost.cpuMsPerOrder.services': { words: 'CPU of the services per order', unit: 'CPU-ms' },
};

/** Parts of a run to which a number can be narrowed, by when the order was wanted. */
const PHASES = ['baseline', 'fault', 'recovery'] as const;

/** What is counted in each of these parts, too. */
export const isCountedByPhase = (number: string): boolean =>
  /^(offered$|accepted$|completed$|completedInTime$|availability\.|latencyMs\.|attempts\.)/.test(number);

/** `rr.availability.accepted` */
const NUMBER_NAMES = (['rr', 'ed'] as const).flatMap((side) =>
  Object.keys(NUMBERS).map((number) => `${side}.${number}`),
);
export const expectedNumber = z.enum(NUMBER_NAMES as [string, ...string[]]);

export const expectation = z.strictObject({
  number: expectedNumber,
  /** The difference of the two is what is expected. */
  minus: expectedNumber.optional(),
  during: z.enum(PHASES).optional(),
  /** Of the ladder of the number's side: expected only where it stands on one of these. */
  rungs,
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** Why it should be so. */
  because: z.string(),
});

export type Expectation = z.infer<typeof expectation>;

/** `rr.availability.accepted` as its side and its place there. */
export function placeOf(name: string): { side: 'rr' | 'ed'; number: string } {
  return { side: name.slice(0, 2) as 'rr' | 'ed', number: name.slice(3) };
}
