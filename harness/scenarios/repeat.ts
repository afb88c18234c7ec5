/** A fault that comes again and again: spelled out at planning, so that the plan of a run says when each of them comes. */
import { random } from '../../load-tests/random.ts';
import type { PlannedFault, RepeatedFault } from './scenario.ts';

/**
 * Each repeat a fault of its own, moved by up to its jitter either way, never to before the window.
 * @param index its place in the timeline: the same seed moves the same fault alike, and two faults differently
 */
export function expandRepeats(
  { repeat, ...fault }: RepeatedFault,
  seed: number,
  index: number,
): PlannedFault[] {
  if (repeat === undefined) return [fault];
  const { times, everySeconds, jitterSeconds } = repeat;
  return Array.from({ length: times }, (_each, time) => {
    // The first one comes when it is said to.
    const moved = time === 0 ? 0 : (2 * random(seed, index, time) - 1) * jitterSeconds;
    const afterSeconds = Math.max(0, fault.afterSeconds + time * everySeconds + moved);
    return { ...fault, afterSeconds: Math.round(afterSeconds * 1000) / 1000 };
  });
}
