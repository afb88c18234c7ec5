/** A scenario is data: a hypothesis that can fail, a load, and a fault timeline. */
import { z } from 'zod';
import { BUCKETS } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';
import { MOST_INSTANCES } from '../systems.ts';
import { expectation } from './expectation.ts';
import { rungs } from './rungs.ts';
import { CLIENTS, faultTarget, sidesOfTarget, type TargetRole } from './target.ts';

/** Names of the faults in harness/faults/. */
export const FAULT_NAMES = [
  'noop',
  'kill',
  'stop',
  'pause',
  'rolling-deploy',
  'broker-kill',
  'database-kill',
  'slow',
  'cut',
  'bank-slow',
  'bank-errors',
  'bank-forgets-to-answer',
  'bank-declines',
  'poison',
  'duplicate',
  'reorder',
  'load-spike',
  'retry-storm',
] as const;

/** Faults that can be done to one side only, wherever their target is; what clients do they do to both. */
const SIDES_OF_FAULT: Readonly<Partial<Record<FaultName, readonly Side[]>>> = {
  duplicate: ['ed'],
  reorder: ['ed'],
};
export const canBeOn = (fault: FaultName, role: TargetRole, side: Side): boolean =>
  role === CLIENTS || (SIDES_OF_FAULT[fault]?.includes(side) ?? true);

/** What can be asked of a run by its check 12. */
export const SOMETIMES = ['breaker-opened', 'compensated', 'redelivered', 'refused', 'backlog-grew'] as const;

/** How a fault is done; what is left open is as the fault has it. */
export const faultSettings = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, true or false' }),
);

const plannedFault = faultTarget.extend({
  fault: z.enum(FAULT_NAMES),
  with: faultSettings.optional(),
  afterSeconds: z.number().min(0),
  /** It is healed after so long, and always when the run ends, however it ends. */
  forSeconds: z.number().min(0),
});

/** Circuit breakers of the request-response kitchen that are set otherwise than ours; what is left out is as usual. */
export const breakerSettings = z.strictObject({
  timeoutMs: z
    .int()
    .min(1)
    .max(60_000)
    .optional()
    .describe('patience with an attempt of a call between services; when it is over, the attempt has failed'),
  volumeThreshold: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('calls within a second before failures count'),
  errorPercent: z.int().min(1).max(100).optional().describe('failures that open the circuit, of these calls'),
});

export const scenarioSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** Ids of the claims that it tests, and what people say. */
  claims: z.array(z.string()).optional(),
  claim: z.string().optional(),
  /** What each side is expected to do. */
  hypothesis: z.string(),
  /** The same in numbers. */
  expects: z.array(expectation).optional(),
  /** The rung of each ladder; where nothing is said, the top. */
  arms: z.strictObject({ rr: z.string().optional(), ed: z.string().optional() }).optional(),
  /** How many there are of every service that has a database; where nothing is said, one. */
  instances: z.int().min(1).max(MOST_INSTANCES).optional(),
  /** Test-only: a side with it is not the kitchen as it is meant to be. */
  breaker: breakerSettings.optional(),
  ratePerSecond: z.int().min(1),
  /** A completion later than this after the intended start is not "in time". */
  deadlineMs: z.int(),
  /** A client gives up after this long. */
  clientTimeoutMs: z.int(),
  seconds: z.strictObject({
    warmUp: z.number(),
    baseline: z.number(),
    fault: z.number(),
    recovery: z.number(),
    drainAtMost: z.number(),
  }),
  /** The fault timeline, the same on both sides. Seconds count from the start of the fault window. */
  faults: z.array(plannedFault),
  /** Completion p95 in the baseline must stay below this, else the machine had no headroom. */
  baselineP95Ms: z.int(),
  /** Checks and buckets that may be violated, by side, as the hypothesis says; on these rungs only, or on every one. */
  predicts: z.record(
    z.enum(['rr', 'ed']),
    z.strictObject({
      harmful: z.array(z.enum(BUCKETS)),
      failedChecks: z.array(z.string()),
      rungs,
    }),
  ),
  /** Check 12: what must have happened for the run to prove anything. */
  sometimes: z.record(z.enum(['rr', 'ed']), z.array(z.enum(SOMETIMES))),
});

export type FaultName = (typeof FAULT_NAMES)[number];
export type Happening = (typeof SOMETIMES)[number];
export type PlannedFault = z.infer<typeof plannedFault>;
/** As a scenario has it; the plan of a run has each repeat spelled out (repeat.ts). */
export type RepeatedFault = PlannedFault & {
  repeat?: {
    /** How often in all. */
    times: number;
    /** From the start of one to the start of the next. */
    everySeconds: number;
    /** Each but the first comes up to so much earlier or later, by the run's seed. */
    jitterSeconds: number;
  };
};
export type Scenario = z.infer<typeof scenarioSchema>;

/** The sides on which a fault is done; with one only, the experiment is one-sided. */
export const sidesOfFault = ({ fault, ...target }: Pick<PlannedFault, 'fault' | 'role' | 'to'>): Side[] =>
  sidesOfTarget(target).filter((side) => canBeOn(fault, target.role, side));

/** experiment.json: what was planned. */
export const experimentSchema = z.strictObject({
  schema: z.literal(1),
  /** Name of the run's folder. */
  run: z.string(),
  createdAtMs: z.number(),
  command: z.string(),
  scenario: scenarioSchema,
  seed: z.int(),
  sides: z.array(z.enum(['rr', 'ed'])),
  arms: z.strictObject({ rr: z.string(), ed: z.string() }),
  runtime: z.string(),
  versions: z.record(z.string(), z.string()),
  machine: z.strictObject({ cpus: z.int(), model: z.string(), memoryGb: z.number(), system: z.string() }),
  /** Every setting that matters to the result, by part. */
  settings: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
});

export type Experiment = z.infer<typeof experimentSchema>;
