/** Before the fault: the kitchen was healthy and had headroom. */
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import { average, backlogChanges } from '../numbers/backlog.ts';
import { completeLatencyMs, latenciesOf } from '../numbers/latency.ts';
import { percent, rounded } from '../words.ts';
import { BOUNDS } from './bounds.ts';
import { bounded, broken, met, type Rule, undecidable } from './rule.ts';

function baselineIntents({ clients, run }: SideFacts): Intent[] {
  const { baselineStartMs, faultStartMs } = run.phases;
  return clients.intents.filter(
    ({ intendedMs }) => intendedMs >= baselineStartMs && intendedMs < faultStartMs,
  );
}

/** Each problem stays a sentence of its own; whoever puts them together ends the last one. */
const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

export const gate: Rule = {
  id: 'gate',
  title: 'The contract check and the steady-state gate were met',
  judge({ facts }) {
    const { gateProblems } = facts.run;
    return gateProblems.length === 0
      ? met('the contract check and the steady-state gate found nothing wrong')
      : broken(gateProblems.map(withoutStop).join('. '));
  },
};

export const baselineAccepted: Rule = {
  id: 'baseline-accepted',
  title: 'In the baseline nearly everything was accepted',
  judge({ facts }) {
    const intents = baselineIntents(facts);
    if (intents.length === 0) return undecidable('nothing was offered in the baseline');
    const share = intents.filter(({ outcome }) => outcome === 'accepted').length / intents.length;
    return bounded(
      share >= BOUNDS.baselineAccepted,
      `${percent(share)} of what was offered in the baseline was accepted; at least ${percent(BOUNDS.baselineAccepted)} is needed`,
    );
  },
};

export const baselineLatency: Rule = {
  id: 'baseline-latency',
  title: 'In the baseline orders were completed quickly',
  judge({ facts }) {
    const p95Ms = latenciesOf(baselineIntents(facts), completeLatencyMs).percentile(95);
    const boundMs = facts.experiment.scenario.baselineP95Ms;
    if (p95Ms === null) return undecidable('nothing was completed in the baseline');
    return bounded(
      p95Ms < boundMs,
      `completion p95 in the baseline was ${rounded(p95Ms)} ms; below ${boundMs} ms is needed`,
    );
  },
};

export const baselineBacklog: Rule = {
  id: 'baseline-backlog',
  title: 'In the baseline the backlog was flat',
  judge({ facts }) {
    const { baselineStartMs, faultStartMs } = facts.run.phases;
    const third = (faultStartMs - baselineStartMs) / 3;
    if (!(third > 0)) return undecidable('there was no baseline');
    const backlog = backlogChanges(facts.orders.values());
    const first = average(backlog, baselineStartMs, baselineStartMs + third);
    const last = average(backlog, faultStartMs - third, faultStartMs);
    const allowed = facts.run.load.ratePerSecond * BOUNDS.baselineBacklogSeconds;
    return bounded(
      last - first <= allowed,
      `the backlog grew from ${rounded(first)} to ${rounded(last)} orders from the first to the last third of the baseline; at most ${rounded(allowed)} more are allowed`,
    );
  },
};
