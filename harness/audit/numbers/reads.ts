/**
 * What customers see who ask for their order, 1 in 50, right after the answer and then 5 times a second: do they find
 * what they have just written, does it go back, and when do they know what became of it?
 */
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import type { SideVerdict } from '../verdict.ts';
import { Latencies } from './latency.ts';

const FOUND = 200;
const NOT_FOUND = 404;
const DECIDED: ReadonlySet<string | null> = new Set(['confirmed', 'rejected']);

export function readsOf(
  measured: readonly Intent[],
  { clients }: SideFacts,
): NonNullable<SideVerdict['reads']> {
  const knows = new Latencies();
  const counts = { sampled: 0, outcome: 0, found: 0, notFound: 0, wentBack: 0, neverKnew: 0 };
  for (const intent of measured) {
    const seen = intent.toldOrderId === null ? undefined : clients.reads.get(intent.toldOrderId);
    if (seen === undefined) continue;
    counts.sampled += 1;
    // Another answer says nothing of the write: the customer was not let through, or nobody was there.
    if (seen.firstStatus === FOUND) counts.found += 1;
    if (seen.firstStatus === FOUND && DECIDED.has(seen.firstState)) counts.outcome += 1;
    if (seen.firstStatus === NOT_FOUND) counts.notFound += 1;
    if (seen.wentBack) counts.wentBack += 1;
    const knewMs = DECIDED.has(intent.toldState) ? intent.answeredMs : seen.decidedMs;
    if (knewMs === null) counts.neverKnew += 1;
    else knows.record(knewMs - intent.intendedMs);
  }
  const { sampled, found, notFound, outcome, wentBack, neverKnew } = counts;
  return {
    ...{ sampled, wentBack, neverKnew },
    ownWriteSeen: found + notFound === 0 ? null : found / (found + notFound),
    outcomeSeen: found + notFound === 0 ? null : outcome / (found + notFound),
    knowsMs: knows.percentiles(),
  };
}
