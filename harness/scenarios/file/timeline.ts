/** The fault timeline of a file: when each fault begins and ends, once it is decided how long the fault window is. */
import type { Side } from '../../evidence/records.ts';
import { type Clash, clashOf } from '../../faults/clash.ts';
import { doingOf, FAULTS } from '../../faults/faults.ts';
import { SYSTEMS } from '../../systems.ts';
import { type PlannedFault, sidesOfFault } from '../scenario.ts';
import { targetText } from '../target.ts';
import type { Path, Source } from './source.ts';

/** Seconds, a share of the fault window (`50%`), or all of it. */
export type FileTime = number | string;

export function secondsOf(time: FileTime, windowSeconds: number): number {
  if (typeof time === 'number') return time;
  return time === 'fault' ? windowSeconds : (Number.parseFloat(time) / 100) * windowSeconds;
}

/** Rounding of shares of a window must not make a fault end too late. */
const TOLERANCE_SECONDS = 0.001;

type Window = { windowSeconds: number; recoverySeconds: number };

/**
 * @throws {LabError} 64 for a fault that is healed after the window, or so late that its end could not be seen; or that is in
 * the way of an earlier one of the list
 */
export function expectPossible(
  faults: readonly PlannedFault[],
  window: Window,
  source: Source,
  pathOf: (index: number) => Path,
): void {
  for (const [index, fault] of faults.entries()) {
    const clashes = faults.slice(0, index).map((earlier) => whyNotBoth(earlier, fault));
    const why = [whyTooLate(fault, window), ...clashes].find((each) => each !== undefined);
    if (why !== undefined) throw source.mistake(pathOf(index), why);
  }
}

function whyTooLate(fault: PlannedFault, { windowSeconds, recoverySeconds }: Window): string | undefined {
  const endSeconds = fault.afterSeconds + fault.forSeconds;
  if (endSeconds > windowSeconds + TOLERANCE_SECONDS)
    return `${wordsOf(fault)} would be healed ${round(endSeconds)} s after the fault window began, which is only ${round(windowSeconds)} s long.`;
  const { loadAfterSeconds = 0 } = FAULTS[fault.fault];
  const leftSeconds = windowSeconds + recoverySeconds - endSeconds;
  if (leftSeconds + TOLERANCE_SECONDS < loadAfterSeconds)
    return `the end of ${wordsOf(fault)} is seen in the load, which must go on for ${loadAfterSeconds} s after it and not for ${round(leftSeconds)} s: a longer recovery, or a shorter fault.`;
  return undefined;
}

/** Why two faults can not be done at the times that are planned, in a sentence; undefined when they can. */
function whyNotBoth(earlier: PlannedFault, fault: PlannedFault): string | undefined {
  if (!overlapInTime(earlier, fault)) return undefined;
  const sides = sidesOfFault(earlier).filter((side) => sidesOfFault(fault).includes(side));
  for (const side of sides) {
    const clash = clashOf(doingOf(earlier), doingOf(fault), side);
    const why = clash && wordsOfClash(clash, { earlier, fault, side });
    if (why !== undefined) return why;
  }
  return undefined;
}

function wordsOfClash(
  clash: Clash<PlannedFault>,
  { earlier, fault, side }: { earlier: PlannedFault; fault: PlannedFault; side: Side },
): string | undefined {
  switch (clash.why) {
    case 'kept':
      return `${wordsOf(fault)} from ${span(fault)} can not overlap "${earlier.fault}" from ${span(earlier)}: a process that is stopped can neither be told how to behave nor remember it.`;
    case 'needed': {
      const [needing, breaking] = [clash.needing.target, clash.breaking.target];
      const is = clash.needed.to === undefined ? 'stopped' : 'broken';
      return `${wordsOf(needing)} from ${span(needing)} can not overlap ${wordsOf(breaking)} from ${span(breaking)}: in the ${SYSTEMS[side].name} kitchen it needs ${targetText(clash.needed)}, which is ${is} then.`;
    }
    case 'unseen': {
      const [way, stopping] = [clash.way.target, clash.stopping.target];
      return beginsOrEndsIn(way, stopping)
        ? `${wordsOf(way)} from ${span(way)} can neither begin nor end while ${wordsOf(stopping)} is in force, from ${span(stopping)}: nobody would answer on that way, so that nothing could be seen of it.`
        : undefined;
    }
    case 'turns': {
      // In a run the later one would wait for its turn, and not come when it is said to.
      const what = wordsOf(earlier) === wordsOf(fault) ? 'itself: it' : `${wordsOf(earlier)}, which`;
      return `${wordsOf(fault)} from ${span(fault)} overlaps ${what} is in force from ${span(earlier)}, too: one must be over before the other begins.`;
    }
  }
}

const beginsOrEndsIn = (one: PlannedFault, other: PlannedFault): boolean =>
  [one.afterSeconds, one.afterSeconds + one.forSeconds].some(
    (at) => at >= other.afterSeconds && at <= other.afterSeconds + other.forSeconds,
  );

const overlapInTime = (one: PlannedFault, other: PlannedFault): boolean =>
  one.afterSeconds < other.afterSeconds + other.forSeconds &&
  other.afterSeconds < one.afterSeconds + one.forSeconds;

const wordsOf = (fault: PlannedFault): string => `"${fault.fault}" on ${targetText(fault)}`;
const span = ({ afterSeconds, forSeconds }: PlannedFault): string =>
  `${round(afterSeconds)} s to ${round(afterSeconds + forSeconds)} s`;
const round = (seconds: number): number => Math.round(seconds * 100) / 100;
