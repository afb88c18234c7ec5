/** The order ledger: one line for every intended order and every phantom, warm-up included. */
import { heldThings, placeInBucket } from './buckets.ts';
import type { SideFacts } from './fold/fold.ts';
import type { Intent } from './fold/intents.ts';
import { isCompleted, type OrderFacts } from './fold/order-facts.ts';
import { BUCKETS, type Bucket, type LedgerLine } from './verdict.ts';

/** The moment an intent was completed: its order decided as the business wants it; null when it never was. */
export function completedMs(intent: Intent): number | null {
  const order = intent.orders.find(isCompleted);
  return order?.decidedAtMs ?? null;
}

export const isMeasured = (intent: Intent, facts: SideFacts): boolean =>
  intent.intendedMs >= facts.run.phases.baselineStartMs;

export function ledgerOf(facts: SideFacts): LedgerLine[] {
  return [
    ...facts.clients.intents.map((intent) => intentLine(intent, facts)),
    ...facts.phantoms.map((order) => phantomLine(order, facts)),
  ];
}

function intentLine(intent: Intent, facts: SideFacts): LedgerLine {
  return {
    side: facts.side,
    key: intent.key,
    orderId: intent.orders[0]?.orderId ?? intent.toldOrderId,
    index: intent.index,
    phase: isMeasured(intent, facts) ? 'measured' : 'warm-up',
    ...placeInBucket(intent, facts),
    intendedMs: intent.intendedMs,
    answeredMs: intent.answeredMs,
    outcome: intent.outcome,
    completedMs: completedMs(intent),
  };
}

function phantomLine(order: OrderFacts, facts: SideFacts): LedgerLine {
  const held = heldThings(order);
  const what = order.state === null ? 'there is no order of this id' : 'no client asked for this order';
  return {
    side: facts.side,
    key: order.orderId,
    orderId: order.orderId,
    index: null,
    phase: order.firstSeenMs < facts.run.phases.baselineStartMs ? 'warm-up' : 'measured',
    bucket: 'phantom',
    why: held === '' ? what : `${what}, yet it holds ${held}`,
    intendedMs: null,
    answeredMs: null,
    outcome: null,
    completedMs: null,
  };
}

export function countBuckets(lines: Iterable<LedgerLine>): Record<Bucket, number> {
  const counts = Object.fromEntries(BUCKETS.map((bucket) => [bucket, 0])) as Record<Bucket, number>;
  for (const line of lines) counts[line.bucket] += 1;
  return counts;
}
