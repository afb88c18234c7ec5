/** Availability: what was accepted, and what was completed in time, as shares of what was offered. Never of answers. */
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import { isCompleted } from '../fold/order-facts.ts';
import type { SideVerdict } from '../verdict.ts';
import { completeLatencyMs } from './latency.ts';

type Counts = Pick<
  SideVerdict,
  'offered' | 'started' | 'dropped' | 'accepted' | 'completed' | 'completedInTime' | 'availability'
>;

function isCompletedInTime(intent: Intent, deadlineMs: number): boolean {
  const ms = completeLatencyMs(intent);
  return ms !== null && ms <= deadlineMs;
}

export function countsOf(measured: readonly Intent[], deadlineMs: number): Counts {
  const count = (matches: (intent: Intent) => boolean): number => measured.filter(matches).length;
  const offered = measured.length;
  const dropped = count(({ outcome }) => outcome === 'not-started');
  const accepted = count(({ outcome }) => outcome === 'accepted');
  const completed = count(({ orders }) => orders.some(isCompleted));
  const completedInTime = count((intent) => isCompletedInTime(intent, deadlineMs));
  const shareOf = (part: number): number => (offered === 0 ? 0 : part / offered);
  return {
    offered,
    started: offered - dropped,
    dropped,
    accepted,
    completed,
    completedInTime,
    availability: { accepted: shareOf(accepted), completedInTime: shareOf(completedInTime) },
  };
}

/** What an order took, by how often clients sent it and how often the bank was asked for its charge. */
export function attemptsOf(intents: readonly Intent[]): NonNullable<SideVerdict['attempts']> {
  const started = intents.filter(({ outcome }) => outcome !== 'not-started').length;
  const perOrder = (number: (intent: Intent) => number): number =>
    started === 0 ? 0 : intents.reduce((sum, intent) => sum + number(intent), 0) / started;
  return {
    byClients: perOrder(({ attempts }) => attempts),
    atBank: perOrder(({ orders }) => orders.reduce((sum, { charges }) => sum + charges, 0)),
  };
}

/** Below this share of what was offered in a second, the second counts as bad. */
const GOOD_SHARE = 0.99;

/** Seconds in which the service was not there for its customers, beside the seconds that the fault itself took. */
export function unavailabilityOf(
  measured: readonly Intent[],
  facts: SideFacts,
): SideVerdict['unavailability'] {
  const { baselineStartMs } = facts.run.phases;
  const seconds = new Map<number, { offered: number; inTime: number }>();
  for (const intent of measured) {
    const second = Math.floor((intent.intendedMs - baselineStartMs) / 1000);
    const counts = seconds.get(second) ?? { offered: 0, inTime: 0 };
    counts.offered += 1;
    if (isCompletedInTime(intent, facts.experiment.scenario.deadlineMs)) counts.inTime += 1;
    seconds.set(second, counts);
  }
  const badSeconds = [...seconds.values()].filter(
    ({ offered, inTime }) => inTime < offered * GOOD_SHARE,
  ).length;
  const faultSeconds = faultSecondsOf(facts);
  return { badSeconds, faultSeconds, excess: badSeconds - faultSeconds };
}

/** For how long at least one fault was in force, from its landing to the start of its heal; 0 when nothing was broken. */
function faultSecondsOf({ faults, run }: SideFacts): number {
  const intervals = faults
    .map(({ landedAtMs, injectedAtMs, healStartedAtMs }) => ({
      fromMs: landedAtMs ?? injectedAtMs,
      toMs: healStartedAtMs ?? run.phases.faultEndMs,
    }))
    .sort((a, b) => a.fromMs - b.fromMs);
  let coveredMs = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of intervals) {
    coveredMs += Math.max(0, toMs - Math.max(fromMs, untilMs));
    untilMs = Math.max(untilMs, toMs);
  }
  return coveredMs / 1000;
}
