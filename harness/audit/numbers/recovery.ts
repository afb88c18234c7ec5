/**
 * Recovery, split: noticing, the process coming up, the first order through, and the backlog worked off. With several
 * faults in a run it is that of the first.
 */
import type { SideFacts } from '../fold/fold.ts';
import { isCompleted, isConfirmed } from '../fold/order-facts.ts';
import type { SideVerdict } from '../verdict.ts';
import { backlogChanges, firstAtMost, highest } from './backlog.ts';

type Recovery = SideVerdict['recovery'];

const NOTHING_BROKE: Recovery = {
  detectMs: null,
  processUpMs: null,
  firstCompletionMs: null,
  backlogClearedMs: null,
  drainPerSecond: null,
};

export function recoveryOf(facts: SideFacts): Recovery {
  const fault = facts.faults[0];
  if (fault === undefined) return NOTHING_BROKE;
  const { healStartedAtMs, healedAtMs } = fault;
  const failedMs = earliest(
    facts.clients.intents
      .filter(({ outcome, status }) => outcome === 'unknown' || (outcome === 'refused' && status >= 500))
      .map(({ answeredMs }) => answeredMs ?? Number.NaN),
    fault.injectedAtMs,
  );
  const detectMs = failedMs === null ? null : failedMs - fault.injectedAtMs;
  if (healedAtMs === null) return { ...NOTHING_BROKE, detectMs };
  const processUpMs = healStartedAtMs === null ? null : healedAtMs - healStartedAtMs;

  // Only a confirmation needs every service: an order that is out of stock is decided without the one that was broken.
  const firstMs = earliest(
    [...facts.orders.values()].filter(isConfirmed).map(({ decidedAtMs }) => decidedAtMs ?? Number.NaN),
    healedAtMs,
  );
  if (firstMs === null) return { ...NOTHING_BROKE, detectMs, processUpMs };
  return {
    detectMs,
    processUpMs,
    firstCompletionMs: firstMs - healedAtMs,
    ...drainOf(facts, firstMs),
  };
}

/** The backlog is cleared when it is back at the highest level that it had in the baseline. */
function drainOf(facts: SideFacts, firstMs: number): Pick<Recovery, 'backlogClearedMs' | 'drainPerSecond'> {
  const { baselineStartMs, faultStartMs } = facts.run.phases;
  const backlog = backlogChanges(facts.orders.values());
  const usual = highest(backlog, baselineStartMs, faultStartMs);
  const clearedMs = firstAtMost(backlog, usual, firstMs);
  if (clearedMs === null) return { backlogClearedMs: null, drainPerSecond: null };
  if (clearedMs === firstMs) return { backlogClearedMs: 0, drainPerSecond: null };
  let completed = 0;
  for (const order of facts.orders.values()) {
    const { decidedAtMs } = order;
    if (isCompleted(order) && decidedAtMs !== null && decidedAtMs >= firstMs && decidedAtMs <= clearedMs) {
      completed += 1;
    }
  }
  return {
    backlogClearedMs: clearedMs - firstMs,
    drainPerSecond: completed / ((clearedMs - firstMs) / 1000),
  };
}

/** The smallest of the times that are `fromMs` or later; null when there is none. */
function earliest(timesMs: Iterable<number>, fromMs: number): number | null {
  let result: number | null = null;
  for (const atMs of timesMs) if (atMs >= fromMs && (result === null || atMs < result)) result = atMs;
  return result;
}
