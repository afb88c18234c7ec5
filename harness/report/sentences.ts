/** The report's words about a run, as pure functions of the verdict: plain words and numbers, and no winner. */
import { HARMFUL_BUCKETS, type SideVerdict, type Verdict } from '../audit/verdict.ts';
import { FAULTS } from '../faults/faults.ts';
import type { Experiment, FaultName } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import { SIDES, SYSTEMS } from '../systems.ts';
import { BUCKET_WORDS, bucketsThatHarm, harmedCount, inBucket, inBuckets } from './buckets.ts';
import { count, duration, plural, seconds } from './numbers.ts';

export const sidesOf = (verdict: Verdict): SideVerdict[] =>
  SIDES.flatMap((side) => verdict.sides[side] ?? []);

export const nameOf = (side: SideVerdict['side']): string => SYSTEMS[side].name;

const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Continues "With …". */
const faultInWords = (fault: FaultName, target: string): string =>
  FAULTS[fault].words?.(target) ?? `${target} ${FAULTS[fault].title}`;

/** `With payments killed for 10 s at 100 orders a second`: what was done to the sides. */
function setting({ scenario }: Experiment): string {
  const byWords = Map.groupBy(scenario.faults, ({ fault, ...target }) =>
    faultInWords(fault, targetText(target)),
  );
  const broken = byWords.size === 0 ? 'nothing broken' : joined([...byWords].map(howLong));
  return `With ${broken} at ${plural(scenario.ratePerSecond, 'order')} a second`;
}

/** `payments killed for 10 s`, `payments killed 3 times for 1 s each`, `payments killed 3 times for 0.5 s to 1 s` */
function howLong([words, faults]: [string, readonly { forSeconds: number }[]]): string {
  const lengths = faults.map(({ forSeconds }) => forSeconds);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)].map(seconds);
  if (faults.length === 1) return `${words} for ${longest}`;
  const each = shortest === longest ? `${longest} each` : `${shortest} to ${longest}`;
  return `${words} ${count(faults.length)} times for ${each}`;
}

/** What became of one side's orders, without its subject: `refused 3 of 10 orders and completed the other 7 within 2 s`. */
export function outcomeOf(side: SideVerdict, deadlineMs: number): string {
  if (side.offered === 0) return 'was offered no orders';
  const refused = inBucket(side, 'refused');
  const turnedAway = `refused ${refused === 0 ? 'none' : count(refused)} of ${plural(side.offered, 'order')}`;
  if (side.completed === 0) return `${turnedAway} and completed none`;
  const deadline = seconds(deadlineMs / 1000);
  const late = side.completed - side.completedInTime;
  if (late === 0) return `${turnedAway} and completed ${completedOnes(side, refused)} within ${deadline}`;
  const lateOnes = late === side.completed ? 'every one' : count(late);
  const longest = side.latencyMs.complete.max;
  const wait = longest === null ? '' : ` (the longest wait was ${duration(longest)})`;
  return `${turnedAway} and completed ${completedOnes(side, refused)}, ${lateOnes} of them later than ${deadline}${wait}`;
}

function completedOnes(side: SideVerdict, refused: number): string {
  if (side.completed === side.offered) return 'all';
  const others = refused > 0 && side.completed + refused === side.offered;
  return others ? `the other ${count(side.completed)}` : count(side.completed);
}

export function headline(experiment: Experiment, verdict: Verdict): string {
  const sides = sidesOf(verdict);
  if (sides.length === 0) return `${setting(experiment)}, nothing was measured.`;
  return `${setting(experiment)}, ${sides.map((side) => `${nameOf(side.side)} ${outcomeOf(side, verdict.deadlineMs)}`).join('; ')}.`;
}

const harmTo = (side: SideVerdict, party: 'customer' | 'business'): string =>
  joined(
    bucketsThatHarm(side, party).map(
      (bucket) => `${plural(inBucket(side, bucket), 'order')} ${BUCKET_WORDS[bucket].asHarm}`,
    ),
  );

/** Who was harmed on a side and how. */
export function harmOn(side: SideVerdict): string {
  const customers = harmTo(side, 'customer');
  const business = harmTo(side, 'business');
  const phantoms = inBucket(side, 'phantom');
  const parts = [
    customers === '' ? '' : `Customers harmed: ${customers}.`,
    business === '' ? '' : `Business harmed: ${business}.`,
    phantoms === 0 ? '' : `${capital(plural(phantoms, 'order'))} that nobody intended.`,
    side.warmUp.harmed === 0
      ? ''
      : `In the warm-up ${plural(side.warmUp.harmed, 'more order')} came to harm.`,
  ].filter((part) => part !== '');
  if (customers === '' && business === '') parts.unshift('No order was harmed.');
  return parts.join(' ');
}

/** The same for all sides, for the top of the page. */
export function harmOverall(verdict: Verdict): string {
  const sides = sidesOf(verdict);
  if (sides.length === 0) return '';
  if (sides.every((side) => harmedCount(side) === 0 && side.warmUp.harmed === 0)) {
    const where = sides.length === 1 ? '' : ' on either side';
    const refusals = sides.some((side) => inBucket(side, 'refused') > 0)
      ? ' A refused customer goes without breakfast, but nothing was charged, held or sent.'
      : '';
    return `Nobody was charged twice, charged without a delivery, served for free or left hanging${where}.${refusals}`;
  }
  return sides.map((side) => `On the ${nameOf(side.side)} side ${harmInOneSentence(side)}.`).join(' ');
}

function harmInOneSentence(side: SideVerdict): string {
  const harmed = harmedCount(side);
  const inWarmUp = side.warmUp.harmed === 0 ? '' : `, and ${count(side.warmUp.harmed)} in the warm-up`;
  if (harmed === 0) return `no measured order came to harm${inWarmUp}`;
  const buckets = HARMFUL_BUCKETS.filter((bucket) => inBucket(side, bucket) > 0).map(
    (bucket) => `${count(inBucket(side, bucket))} ${BUCKET_WORDS[bucket].asHarm}`,
  );
  const worseOff = (['customer', 'business'] as const).flatMap((party) => {
    const orders = inBuckets(side, bucketsThatHarm(side, party));
    return orders === 0 ? [] : [`${count(orders)} at the ${party}’s cost`];
  });
  return `${plural(harmed, 'order')} came to harm: ${joined(buckets)} (${worseOff.join(', ')})${inWarmUp}`;
}

/** What one run, or one pair, cannot show. */
export function limitOf(verdict: Verdict): string {
  return sidesOf(verdict).length > 1
    ? 'One pair of runs is a demonstration and names no winner: another pair, another day or another machine gives other numbers.'
    : 'One run of one side is a demonstration: it compares nothing, and another run, another day or another machine gives other numbers.';
}

export const validityOf = (verdict: Verdict): string =>
  verdict.valid
    ? 'This run is valid: every rule for a run that counts was met.'
    : 'This run is not valid. Its numbers are shown, and prove nothing.';

export function hypothesisOutcome(verdict: Verdict): string {
  return verdict.unpredicted.length === 0
    ? 'Nothing happened that the scenario does not predict.'
    : `${capital(plural(verdict.unpredicted.length, 'thing'))} happened that the scenario does not predict.`;
}

/** Passed, failed, unknown: how the safety checks of a side ended. */
export function checksOf(side: SideVerdict): string {
  const number = (result: 'pass' | 'fail' | 'unknown') =>
    side.checks.filter((check) => check.result === result).length;
  if (side.checks.length === 0) return 'no check was made';
  const passed = `${number('pass')} of ${plural(side.checks.length, 'check')} passed`;
  const rest = [
    number('fail') > 0 ? `${number('fail')} failed` : '',
    number('unknown') > 0 ? `${number('unknown')} unknown` : '',
  ].filter((part) => part !== '');
  return [passed, ...rest].join(', ');
}
