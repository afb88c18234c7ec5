/** The fault timeline of a file: when each fault begins and ends, once it is decided how long the fault window is. */
import type { PlannedFault } from '../scenario.ts';
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

/** @throws {LabError} 64 for a fault that is healed after the window, or done to what it is still in force on */
export function expectPossible(
  faults: readonly PlannedFault[],
  windowSeconds: number,
  source: Source,
  pathOf: (index: number) => Path,
): void {
  for (const [index, fault] of faults.entries()) {
    const endSeconds = fault.afterSeconds + fault.forSeconds;
    if (endSeconds > windowSeconds + TOLERANCE_SECONDS) {
      throw source.mistake(
        pathOf(index),
        `${wordsOf(fault)} would be healed ${round(endSeconds)} s after the fault window began, which is only ${round(windowSeconds)} s long.`,
      );
    }
    const other = faults.slice(0, index).find((earlier) => overlap(earlier, fault));
    if (other === undefined) continue;
    throw source.mistake(
      pathOf(index),
      `${wordsOf(fault)} from ${span(fault)} overlaps itself: it is in force from ${span(other)}, too.`,
    );
  }
}

/** Different faults of one target may be in force together: a bank that is slow and forgets to answer. */
const overlap = (one: PlannedFault, other: PlannedFault): boolean =>
  one.fault === other.fault &&
  targetText(one) === targetText(other) &&
  one.afterSeconds < other.afterSeconds + other.forSeconds &&
  other.afterSeconds < one.afterSeconds + one.forSeconds;

const wordsOf = (fault: PlannedFault): string => `"${fault.fault}" on ${targetText(fault)}`;
const span = ({ afterSeconds, forSeconds }: PlannedFault): string =>
  `${round(afterSeconds)} s to ${round(afterSeconds + forSeconds)} s`;
const round = (seconds: number): number => Math.round(seconds * 100) / 100;
