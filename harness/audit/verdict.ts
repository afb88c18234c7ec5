/** The verdict of a run: validity, safety and performance, kept apart. `docs/verdict.schema.json` is generated from this. */
import { z } from 'zod';

export const VERDICT_SCHEMA = 1;

export const BUCKETS = [
  'duplicated',
  'charged-not-delivered',
  'delivered-not-charged',
  'lost',
  'stuck',
  'completed',
  'rejected',
  'refused',
  'phantom',
] as const;
export const HARMFUL_BUCKETS = [
  'duplicated',
  'charged-not-delivered',
  'delivered-not-charged',
  'lost',
  'stuck',
] as const;

const bucket = z.enum(BUCKETS);
const side = z.enum(['rr', 'ed']);
const count = z.int().min(0);
const ms = z.number();
const msOrNull = ms.nullable();
const percentiles = z.strictObject({ p50: msOrNull, p95: msOrNull, p99: msOrNull, max: msOrNull });

const checkResult = z.strictObject({
  /** As numbered in docs/truth.md: `1-nothing-lost`, `2-money`, … */
  id: z.string(),
  title: z.string(),
  result: z.enum(['pass', 'fail', 'unknown']),
  /** Violations found. */
  count,
  /** What was looked at: 0 means the check proved nothing. */
  examined: count,
  /** At most ten, each a sentence, with the order where there is one. */
  examples: z
    .array(z.strictObject({ orderId: z.string().nullable(), key: z.string().nullable(), what: z.string() }))
    .max(10),
});

const ledgerLine = z.strictObject({
  side,
  /** The intent: its Idempotency-Key (for a phantom: the order id). */
  key: z.string(),
  orderId: z.string().nullable(),
  index: z.int().nullable(),
  phase: z.enum(['warm-up', 'measured']),
  bucket,
  why: z.string(),
  intendedMs: msOrNull,
  answeredMs: msOrNull,
  outcome: z.enum(['accepted', 'refused', 'unknown', 'not-started']).nullable(),
  completedMs: msOrNull,
});

/** One value per 250 ms, from `startMs`. */
const timeline = z.strictObject({
  startMs: ms,
  bucketMs: z.literal(250),
  offered: z.array(count),
  accepted: z.array(count),
  completed: z.array(count),
  refused: z.array(count),
  /** p95 of the orders intended in the bucket; null where there are none. */
  acceptP95Ms: z.array(msOrNull),
  completeP95Ms: z.array(msOrNull),
  /** Orders accepted and not yet decided (both sides). */
  undecided: z.array(count),
  /** Event side: messages published and not yet processed, by consuming service. */
  backlog: z.record(z.string(), z.array(count)),
  /** Event side: outbox rows written and not yet published. */
  outbox: z.array(count),
  /** Request side, by `service → target`: 0 closed, 1 half open, 2 open. */
  breakers: z.record(z.string(), z.array(z.int().min(0).max(2))),
  /** CPU as a share of one core, by group. */
  cpu: z.record(z.string(), z.array(z.number())),
});

const availability = z.strictObject({ accepted: z.number(), completedInTime: z.number() });
const latencyMs = z.strictObject({ accept: percentiles, complete: percentiles });
/** Per order that was started. */
const attempts = z.strictObject({
  /** Requests: more than one where clients ask again. */
  byClients: z.number(),
  /** Charges that the bank was asked for, whatever it answered. */
  atBank: z.number(),
});

/** The orders that were wanted in a part of the run. */
const partOfRun = z.strictObject({
  ...{ offered: count, started: count, dropped: count },
  ...{ accepted: count, completed: count, completedInTime: count },
  ...{ availability, latencyMs, attempts },
});

const sideVerdict = z.strictObject({
  side,
  arm: z.string(),
  /** Test-only switches that were on; a side with any is never part of a comparison. */
  mutants: z.array(z.string()).optional(),
  /** Circuit breakers that were set otherwise than usual, on purpose. */
  breaker: z.record(z.string(), z.number()).optional(),
  /** Orders of the measured window (baseline to end of load); the warm-up is audited too, and told apart. */
  offered: count,
  started: count,
  dropped: count,
  accepted: count,
  completed: count,
  completedInTime: count,
  ledger: z.record(bucket, count),
  warmUp: z.strictObject({ offered: count, harmed: count }),
  availability,
  latencyMs,
  attempts: attempts.optional(),
  /** The same, by the part of the run in which an order was wanted. */
  during: z.strictObject({ baseline: partOfRun, fault: partOfRun, recovery: partOfRun }).optional(),
  /** Orders placed and not yet decided, from the start of the fault window on. */
  backlog: z.strictObject({ highest: count }).optional(),
  /** What sampled customers (1 in 50 orders) saw; they ask right after the answer, and then 5 times a second. */
  reads: z
    .strictObject({
      sampled: count,
      /** Share of those who found their order when they asked for it the first time; null when none got an answer. */
      ownWriteSeen: z.number().nullable(),
      /** Share of the same who were told then that it is confirmed or rejected. */
      outcomeSeen: z.number().nullable(),
      wentBack: count,
      /** From the intended start until they were told that it is confirmed or rejected, by the answer or a read. */
      knowsMs: percentiles,
      /** Never told, as long as they asked. */
      neverKnew: count,
    })
    .optional(),
  recovery: z.strictObject({
    /** From the kill to the first operation that a client saw fail; null when none did. */
    detectMs: msOrNull,
    /** From the start of the heal to the new process being ready. */
    processUpMs: msOrNull,
    /** From the new process being ready to the first completion after it. */
    firstCompletionMs: msOrNull,
    /** From the first completion to the backlog being back at its level before the fault. */
    backlogClearedMs: msOrNull,
    /** Orders completed a second while the backlog was cleared. */
    drainPerSecond: z.number().nullable(),
  }),
  unavailability: z.strictObject({
    /** Seconds in which less than 99 % of what was offered completed in time. */
    badSeconds: z.number(),
    faultSeconds: z.number(),
    excess: z.number(),
  }),
  cost: z.strictObject({
    /** Idle subtracted; over the baseline, before the fault. */
    cpuMsPerOrder: z.strictObject({
      services: z.number(),
      postgres: z.number(),
      kafka: z.number(),
      load: z.number(),
      byService: z.record(z.string(), z.number()),
    }),
    /** Share of one core. */
    idleCpu: z.number(),
    rssMb: z.number(),
    /** Both over the whole load, warm-up and drain included: they belong to `offered` + `warmUp.offered` orders. */
    rowsWritten: count,
    messages: count,
  }),
  checks: z.array(checkResult),
  phases: z.record(z.string(), ms),
  timeline,
});

const faultVerdict = z.strictObject({
  side,
  fault: z.string(),
  role: z.string(),
  injectedAtMs: ms,
  landedAtMs: msOrNull,
  healStartedAtMs: msOrNull,
  healedAtMs: msOrNull,
  proof: z.array(z.string()),
});

/** One rule that a run must meet to count (docs/truth.md, section 5), and what was found. */
const validityRule = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Null when it is about the run as a whole. */
  side: side.nullable(),
  result: z.enum(['pass', 'fail', 'unknown']),
  /** What was measured, against which bound. */
  detail: z.string(),
});

/** An expectation of the hypothesis. It changes neither validity nor safety: a refuted claim is a result. */
const hypothesisResult = z.strictObject({
  /** In a sentence, with its reason. */
  expectation: z.string(),
  /** In the number's own unit (a share is from 0 to 1); null when it can't be known. */
  measured: z.number().nullable(),
  /** The same in words, or why it can't be known. */
  detail: z.string(),
  result: z.enum(['held', 'refuted', 'unknown']),
});

export const verdict = z.strictObject({
  schema: z.literal(VERDICT_SCHEMA),
  scenario: z.string(),
  seed: z.int(),
  deadlineMs: ms,
  /** Of every service that has a database. */
  instances: count.optional(),
  valid: z.boolean(),
  invalidBecause: z.array(z.string()),
  /** Every rule that was applied; a rule that is not `pass` has its sentence in `invalidBecause`. */
  validity: z.array(validityRule).optional(),
  /** What happened that the scenario does not predict; empty when all went as its hypothesis says. */
  unpredicted: z.array(z.string()),
  /** Faults that were done to one side only, a sentence each; where there are any, the sides are not compared. */
  oneSided: z.array(z.string()).optional(),
  hypothesis: z.array(hypothesisResult).optional(),
  faults: z.array(faultVerdict),
  sides: z.strictObject({ rr: sideVerdict.optional(), ed: sideVerdict.optional() }),
});

export type Bucket = z.infer<typeof bucket>;
export type ValidityRule = z.infer<typeof validityRule>;
export type HypothesisResult = z.infer<typeof hypothesisResult>;
export type CheckResult = z.infer<typeof checkResult>;
export type LedgerLine = z.infer<typeof ledgerLine>;
export type Timeline = z.infer<typeof timeline>;
export type SideVerdict = z.infer<typeof sideVerdict>;
export type Verdict = z.infer<typeof verdict>;
