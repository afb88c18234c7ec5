/**
 * The hypothesis in numbers against the verdict's own. It changes neither validity nor safety: a refuted claim is a
 * result. A run that is not valid refutes nothing, and shows nothing either.
 */
import { type Expectation, NUMBERS, placeOf, type Unit } from '../scenarios/expectation.ts';
import { isSaidOf } from '../scenarios/rungs.ts';
import { SYSTEMS } from '../systems.ts';
import type { HypothesisResult, Verdict } from './verdict.ts';
import { percent, rounded } from './words.ts';

type Measured = Pick<Verdict, 'valid' | 'sides'>;

/** So that a share of 0.9 written as 90 % is not missed by the last bit. */
const TOLERANCE = 1e-9;

export function judgeHypothesis(expects: readonly Expectation[], verdict: Measured): HypothesisResult[] {
  return expects.filter(isExpectedOf(verdict)).map((expected) => {
    const measured = measure(expected, verdict);
    const unit = NUMBERS[placeOf(expected.number).number]!.unit;
    const expectation = sentenceOf(expected, unit);
    if (typeof measured === 'string') {
      return { expectation, measured: null, detail: measured, result: 'unknown' };
    }
    const detail = `it was ${inUnit(measured, unit)}`;
    if (!verdict.valid) {
      return { expectation, measured, detail: `${detail}, in a run that is not valid`, result: 'unknown' };
    }
    return { expectation, measured, detail, result: isMet(expected, measured) ? 'held' : 'refuted' };
  });
}

/** What is expected of other rungs than the one that was run is not asked. */
const isExpectedOf =
  ({ sides }: Measured) =>
  ({ number, rungs }: Expectation): boolean => {
    const run = sides[placeOf(number).side];
    return run === undefined || isSaidOf(rungs, run.arm);
  };

function isMet({ atLeast, atMost }: Expectation, measured: number): boolean {
  return (
    measured >= (atLeast ?? Number.NEGATIVE_INFINITY) - TOLERANCE &&
    measured <= (atMost ?? Number.POSITIVE_INFINITY) + TOLERANCE
  );
}

/** The number, or why there is none. */
function measure({ number, minus, during }: Expectation, verdict: Measured): number | string {
  const value = numberIn(number, during, verdict);
  if (minus === undefined || typeof value === 'string') return value;
  const other = numberIn(minus, during, verdict);
  return typeof other === 'string' ? other : value - other;
}

function numberIn(name: string, during: Expectation['during'], { sides }: Measured): number | string {
  const { side, number } = placeOf(name);
  if (sides[side] === undefined) return `the ${SYSTEMS[side].name} side was not run`;
  const from = during === undefined ? sides[side] : sides[side].during?.[during];
  const value = number
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], from);
  return typeof value === 'number' ? value : `${wordsOf(name)} could not be measured`;
}

const wordsOf = (name: string): string => {
  const { side, number } = placeOf(name);
  return `${SYSTEMS[side].name}: ${NUMBERS[number]!.words}`;
};

/** `In the fault window, request-response: accepted ÷ offered is at most 10.0 %, because …` */
function sentenceOf(
  { number, minus, during, rungs, atLeast, atMost, because }: Expectation,
  unit: Unit,
): string {
  const what = minus === undefined ? wordsOf(number) : differenceOf(number, minus);
  const limits = [
    ...(atLeast === undefined ? [] : [`at least ${inUnit(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${inUnit(atMost, unit)}`]),
  ];
  const where = [
    ...(rungs === undefined ? [] : [`on the ${rungs.length === 1 ? 'rung' : 'rungs'} ${rungs.join(', ')}`]),
    ...(during === undefined ? [] : [WINDOWS[during]]),
  ];
  return `${[what, ...where].join(', ')}${where.length > 0 ? ',' : ''} is ${limits.join(' and ')}, because ${because.replace(/\.$/, '')}.`;
}

const WINDOWS = {
  baseline: 'in the baseline',
  fault: 'in the fault window',
  recovery: 'after the fault window',
} as const;

function differenceOf(number: string, minus: string): string {
  const [one, other] = [placeOf(number), placeOf(minus)];
  if (one.number !== other.number) return `${wordsOf(number)}, minus ${wordsOf(minus)},`;
  return `${SYSTEMS[one.side].name} minus ${SYSTEMS[other.side].name}: ${NUMBERS[one.number]!.words}`;
}

function inUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return percent(value);
    case 'seconds':
      return `${rounded(value)} s`;
    case 'times':
    case 'orders':
      return rounded(value);
    default:
      return `${rounded(value)} ${unit}`;
  }
}
