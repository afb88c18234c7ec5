/**
 * A scenario file: what somebody writes in YAML. `docs/scenario.schema.json` is made from this description; what it can't
 * say (does a fault make sense for its target, does the timeline fit) is in `read.ts` and `timeline.ts`.
 */
import { z } from 'zod';
import { BUCKETS } from '../../audit/verdict.ts';
import { MOST_INSTANCES, SERVICE_ROLES } from '../../systems.ts';
import { USUAL } from '../definition.ts';
import { expectation, expectedNumber } from '../expectation.ts';
import { rungs } from '../rungs.ts';
import { breakerSettings, FAULT_NAMES, faultSettings, SOMETIMES } from '../scenario.ts';

const PERCENT = /^\d+(\.\d+)?\s?%$/;
const isPercent = (text: string): boolean => PERCENT.test(text);
const isAtMostAll = (value: number | string): boolean =>
  typeof value === 'number' || !isPercent(value) || Number.parseFloat(value) <= 100;
const MORE_THAN_ALL = 'is more than all of it: at most 100 %';

/** In seconds from the start of the fault window, or a share of that window. */
const TIME = 'must be seconds, a share of the fault window like 50%, or "fault" for all of it';
const time = z
  .union([z.number().min(0), z.literal('fault'), z.string().regex(PERCENT, TIME)], { error: TIME })
  .refine(isAtMostAll, MORE_THAN_ALL);
const LIMIT = 'must be a number, or a percentage like 30%';
const limit = z
  .union([z.number(), z.string().regex(PERCENT, LIMIT)], { error: LIMIT })
  .refine(isAtMostAll, MORE_THAN_ALL);

const text = z.string().min(1);
const seconds = (least: number, most: number, usual: number) =>
  z.number().min(least).max(most).default(usual);
const ofEachSide = <Value extends z.ZodType>(value: Value) => z.strictObject({ rr: value, ed: value });

const least = z.number().min(0);

const fault = z.strictObject({
  fault: z.enum(FAULT_NAMES),
  on: text.describe(
    'a role (payments), one of its instances (payments@1 to payments@9), a hop (payments:bank), a hop to one of several instances (orders:payments@2), all services but the gateway and the bank (services), or clients',
  ),
  at: time.default(0),
  for: time.default('fault'),
  with: faultSettings.optional(),
  repeat: z
    .strictObject({
      times: z.int().min(2).max(100).describe('how often in all'),
      every: z.number().min(0.1).describe('seconds from the start of one to the start of the next'),
      jitter: least
        .default(0)
        .describe('each but the first comes up to so many seconds earlier or later, by the seed'),
    })
    .optional(),
});

const draw = z.strictObject({
  fault: z.enum(FAULT_NAMES),
  on: z
    .array(text)
    .min(1)
    .default([...SERVICE_ROLES]),
  with: faultSettings.optional(),
  every: z.tuple([least, least]).describe('seconds between two, at least and at most'),
  for: z.tuple([least, least]).describe('seconds that each lasts, at least and at most'),
  rest: least.default(0).describe('seconds that a target is left alone after its heal'),
});

const expected = z.strictObject({
  number: expectedNumber,
  minus: expectedNumber.optional(),
  during: expectation.shape.during,
  atLeast: limit.optional(),
  atMost: limit.optional(),
  rungs: rungs.describe(
    'expected only where the side of the number stands on one of these; on every rung unless said',
  ),
  because: text,
});

const predicted = z
  .strictObject({
    harmful: z.array(z.enum(BUCKETS)).default([]),
    failedChecks: z.array(text).default([]),
    rungs: rungs.describe('predicted only where the side stands on one of these; on every rung unless said'),
  })
  .prefault({});

export const scenarioFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower case letters, digits and hyphens, at most 40'),
  title: text,
  claims: z
    .array(z.string().regex(/^C[1-9]\d*$/, 'must be the id of a claim, like C1'))
    .default([])
    .describe('ids of the claims that it tests'),
  claim: text.optional().describe('what people say, in a sentence'),
  hypothesis: text.describe('what each side is expected to do, so that it can turn out wrong'),
  expects: z.array(expected).default([]).describe('the hypothesis in numbers'),
  arms: ofEachSide(text.optional()).optional().describe('the rung of each ladder; the top unless said'),
  instances: z
    .int()
    .min(1)
    .max(MOST_INSTANCES)
    .default(USUAL.instances)
    .describe('how many there are of every service but the gateway and the bank'),
  breaker: breakerSettings
    .optional()
    .describe(
      'circuit breakers of the request-response kitchen, set otherwise: for showing what comes of it',
    ),
  load: z
    .strictObject({ ratePerSecond: z.int().min(1).max(2_000).default(USUAL.ratePerSecond) })
    .prefault({}),
  seconds: z
    .strictObject({
      warmUp: seconds(0, 120, USUAL.seconds.warmUp),
      baseline: seconds(1, 120, USUAL.seconds.baseline),
      fault: seconds(1, 120, USUAL.seconds.fault),
      recovery: seconds(0, 120, USUAL.seconds.recovery),
      drainAtMost: seconds(0, 300, USUAL.seconds.drainAtMost),
    })
    .prefault({}),
  faults: z.array(fault).default([]),
  draw: draw.optional().describe('faults drawn from the seed, in place of a list'),
  deadlineMs: z.int().min(1).max(60_000).default(USUAL.deadlineMs),
  clientTimeoutMs: z.int().min(1).max(60_000).default(USUAL.clientTimeoutMs),
  baselineP95Ms: z.int().min(1).max(60_000).default(USUAL.baselineP95Ms),
  predicts: ofEachSide(predicted).prefault({}).describe('harm and failed checks that are expected'),
  sometimes: ofEachSide(z.array(z.enum(SOMETIMES)).default([]))
    .prefault({})
    .describe('what must have happened for the run to prove anything'),
});

export type ScenarioFile = z.infer<typeof scenarioFile>;
