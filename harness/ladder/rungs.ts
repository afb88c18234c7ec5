/** What one scenario did to each rung of a ladder: the numbers that show what the pattern of a rung buys, and what it costs. */
import { HARMFUL_BUCKETS, type SideVerdict, type Verdict } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';
import { fates, inBucket } from '../report/buckets.ts';
import type { Experiment } from '../scenarios/scenario.ts';

export type Rung = {
  arm: string;
  /** Name of the run's folder, in the ladder's. */
  run: string;
  valid: boolean;
  invalidBecause: readonly string[];
  /** Of the measured window; the four add up to what was offered. Who was harmed counts as that alone. */
  offered: number;
  inTime: number;
  late: number;
  refused: number;
  harmed: number;
  harm: readonly { bucket: string; count: number }[];
  harmedInWarmUp: number;
  failedChecks: readonly string[];
  completeP95Ms: number | null;
  /** Services, PostgreSQL and Kafka, idle subtracted, over the baseline. */
  cpuMsPerOrder: number;
  /** Of the files that hold this rung's pattern, without comments and empty lines. */
  linesOfCode: number;
};

export type Ladder = {
  schema: 1;
  side: Side;
  scenario: string;
  title: string;
  seed: number;
  ratePerSecond: number;
  deadlineMs: number;
  /** The command that climbs it again. */
  command: string;
  createdAtMs: number;
  machine: Experiment['machine'];
  versions: Experiment['versions'];
  /** The lowest first. */
  rungs: readonly Rung[];
};

export function rungOf(
  verdict: Verdict,
  side: SideVerdict,
  { run, linesOfCode }: Pick<Rung, 'run' | 'linesOfCode'>,
): Rung {
  const { services, postgres, kafka } = side.cost.cpuMsPerOrder;
  const { inTime, late, refused, harmed } = fates(side);
  return {
    arm: side.arm,
    run,
    valid: verdict.valid,
    invalidBecause: verdict.invalidBecause,
    offered: side.offered,
    ...{ inTime, late, refused, harmed },
    harm: HARMFUL_BUCKETS.filter((bucket) => inBucket(side, bucket) > 0).map((bucket) => ({
      bucket,
      count: inBucket(side, bucket),
    })),
    harmedInWarmUp: side.warmUp.harmed,
    failedChecks: side.checks.filter(({ result }) => result === 'fail').map(({ id }) => id),
    completeP95Ms: side.latencyMs.complete.p95,
    cpuMsPerOrder: services + postgres + kafka,
    linesOfCode,
  };
}
