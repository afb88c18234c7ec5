/** The fault timeline of a file: when each fault begins and ends, once it is decided how long the fault window is. */
import { doingOf, FAULTS } from '../../faults/faults.ts';
import { leadsToStopped, spoil, takeTurns } from '../../faults/possible.ts';
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

/**
 * @throws {LabError} 64 for a fault that is healed after the window, or so late that its end could not be seen; that begins
 * while it would have to wait for another one; that would end another one before its time; or of a way, that begins or ends
 * while whom it leads to is stopped
 */
export function expectPossible(
  faults: readonly PlannedFault[],
  { windowSeconds, recoverySeconds }: { windowSeconds: number; recoverySeconds: number },
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
    const { loadAfterSeconds = 0 } = FAULTS[fault.fault];
    const leftSeconds = windowSeconds + recoverySeconds - endSeconds;
    if (leftSeconds + TOLERANCE_SECONDS < loadAfterSeconds) {
      throw source.mistake(
        pathOf(index),
        `the end of ${wordsOf(fault)} is seen in the load, which must go on for ${loadAfterSeconds} s after it and not for ${round(leftSeconds)} s: a longer recovery, or a shorter fault.`,
      );
    }
    const spoilt = faults
      .slice(0, index)
      .find((earlier) => overlapInTime(earlier, fault) && spoil(doingOf(earlier), doingOf(fault)));
    if (spoilt !== undefined) {
      throw source.mistake(
        pathOf(index),
        `${wordsOf(fault)} from ${span(fault)} can not overlap "${spoilt.fault}" from ${span(spoilt)}: a process that is stopped can neither be told how to behave nor remember it.`,
      );
    }
    const [way, stopping] =
      faults
        .slice(0, index)
        .flatMap((earlier) => [[earlier, fault] as const, [fault, earlier] as const])
        .find(([one, another]) => isUnseen(one, another)) ?? [];
    if (way !== undefined && stopping !== undefined) {
      throw source.mistake(
        pathOf(index),
        `${wordsOf(way)} from ${span(way)} can neither begin nor end while ${wordsOf(stopping)} is in force, from ${span(stopping)}: nobody would answer on that way, so that nothing could be seen of it.`,
      );
    }
    const other = faults.slice(0, index).find((earlier) => overlap(earlier, fault));
    if (other === undefined) continue;
    const what = wordsOf(other) === wordsOf(fault) ? 'itself: it' : `${wordsOf(other)}, which`;
    throw source.mistake(
      pathOf(index),
      `${wordsOf(fault)} from ${span(fault)} overlaps ${what} is in force from ${span(other)}, too: one must be over before the other begins.`,
    );
  }
}

/** In a run the later one would wait for its turn, and not come when it is said to. */
const overlap = (one: PlannedFault, other: PlannedFault): boolean =>
  overlapInTime(one, other) && takeTurns(doingOf(one), doingOf(other));

/** Something is done to a way, or healed, while whom it leads to is stopped. */
const isUnseen = (way: PlannedFault, stopping: PlannedFault): boolean =>
  leadsToStopped(doingOf(way), doingOf(stopping)) &&
  [way.afterSeconds, way.afterSeconds + way.forSeconds].some(
    (at) => at > stopping.afterSeconds && at < stopping.afterSeconds + stopping.forSeconds,
  );

const overlapInTime = (one: PlannedFault, other: PlannedFault): boolean =>
  one.afterSeconds < other.afterSeconds + other.forSeconds &&
  other.afterSeconds < one.afterSeconds + one.forSeconds;

const wordsOf = (fault: PlannedFault): string => `"${fault.fault}" on ${targetText(fault)}`;
const span = ({ afterSeconds, forSeconds }: PlannedFault): string =>
  `${round(afterSeconds)} s to ${round(afterSeconds + forSeconds)} s`;
const round = (seconds: number): number => Math.round(seconds * 100) / 100;
