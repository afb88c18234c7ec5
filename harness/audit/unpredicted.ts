/** What happened that the scenario's hypothesis does not predict: harm and failed checks, in sentences. */
import { isSaidOf } from '../scenarios/rungs.ts';
import type { Experiment, Scenario } from '../scenarios/scenario.ts';
import { SYSTEMS } from '../systems.ts';
import { countBuckets } from './ledger.ts';
import { type CheckResult, HARMFUL_BUCKETS, type LedgerLine, type SideVerdict } from './verdict.ts';
import { plural } from './words.ts';

type Standing = Pick<SideVerdict, 'side' | 'arm'>;

/** The whole ledger counts, warm-up included: harm is harm whenever it happens. */
export function unpredictedOn(
  { side, arm }: Standing,
  experiment: Experiment,
  ledger: readonly LedgerLine[],
  checks: readonly CheckResult[],
): string[] {
  const { harmful, failedChecks } = predictedOn(experiment.scenario, { side, arm });
  const name = SYSTEMS[side].name;
  const counts = countBuckets(ledger);
  const harm = HARMFUL_BUCKETS.filter((bucket) => counts[bucket] > 0 && !harmful.includes(bucket));
  const failed = checks.filter(({ id, result }) => result === 'fail' && !failedChecks.includes(id));
  return [
    ...harm.map((bucket) => `${name}: ${plural(counts[bucket], 'order')} ended as "${bucket}".`),
    ...failed.map(({ id, count, examples }) => {
      const example = examples[0] === undefined ? '' : `, for example: ${examples[0].what}`;
      return `${name}: check ${id} failed with ${plural(count, 'violation')}${example}.`;
    }),
  ];
}

/** What may be violated on a side that stands on this rung; nothing, where the scenario speaks of other rungs. */
function predictedOn({ predicts }: Scenario, { side, arm }: Standing) {
  const { rungs, harmful, failedChecks } = predicts[side];
  return isSaidOf(rungs, arm) ? { harmful, failedChecks } : { harmful: [], failedChecks: [] };
}
