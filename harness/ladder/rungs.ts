/** What one scenario did to each rung of a ladder: the numbers that show what the pattern of a rung buys, and what it costs. */
import { HARMFUL_BUCKETS, type SideVerdict, type Verdict } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';

export type Rung = {
  arm: string;
  /** Name of the run's folder, in the ladder's. */
  run: string;
  valid: boolean;
  invalidBecause: readonly string[];
  /** Of the measured window. */
  offered: number;
  inTime: number;
  late: number;
  refused: number;
  /** Warm-up included: harm is harm whenever it happens. */
  harmed: number;
  harm: readonly { bucket: string; count: number }[];
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
  /** The lowest first. */
  rungs: readonly Rung[];
};

export function rungOf(
  verdict: Verdict,
  side: SideVerdict,
  { run, linesOfCode }: Pick<Rung, 'run' | 'linesOfCode'>,
): Rung {
  const count = (bucket: (typeof HARMFUL_BUCKETS)[number]): number => side.ledger[bucket] ?? 0;
  const { services, postgres, kafka } = side.cost.cpuMsPerOrder;
  return {
    arm: side.arm,
    run,
    valid: verdict.valid,
    invalidBecause: verdict.invalidBecause,
    offered: side.offered,
    inTime: side.completedInTime,
    late: side.completed - side.completedInTime,
    refused: side.ledger.refused ?? 0,
    harmed: HARMFUL_BUCKETS.reduce((sum, bucket) => sum + count(bucket), side.warmUp.harmed),
    harm: HARMFUL_BUCKETS.filter((bucket) => count(bucket) > 0).map((bucket) => ({
      bucket,
      count: count(bucket),
    })),
    failedChecks: side.checks.filter(({ result }) => result === 'fail').map(({ id }) => id),
    completeP95Ms: side.latencyMs.complete.p95,
    cpuMsPerOrder: services + postgres + kafka,
    linesOfCode,
  };
}
