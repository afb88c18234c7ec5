/** A fault timeline that is drawn by lot: the same seed draws the same faults. */
import { random } from '../../load-tests/random.ts';
import type { FaultName, PlannedFault } from './scenario.ts';
import { type FaultTarget, meet } from './target.ts';

/** Times in seconds; of a pair, the first is the least and the second the most. */
export type Draw = {
  fault: FaultName;
  targets: readonly FaultTarget[];
  with?: PlannedFault['with'];
  every: readonly [number, number];
  for: readonly [number, number];
  /** A target that was broken is left alone for so long after its heal. */
  rest: number;
};

/** Targets are drawn, none is broken again while it is not whole, and all are healed by the end of the window. */
export function drawFaults(seed: number, windowSeconds: number, draw: Draw): PlannedFault[] {
  let drawn = 0;
  const next = (): number => random(seed, drawn++, 0);
  const between = ([least, most]: readonly [number, number]): number => least + next() * (most - least);
  const faults: PlannedFault[] = [];
  const broken: { target: FaultTarget; wholeAgainAt: number }[] = [];
  for (let at = 0; ; at += between(draw.every)) {
    const target = draw.targets[Math.floor(next() * draw.targets.length)]!;
    const forSeconds = between(draw.for);
    if (at + forSeconds > windowSeconds) return faults;
    if (broken.some((one) => at < one.wholeAgainAt && meet(one.target, target))) continue;
    broken.push({ target, wholeAgainAt: at + forSeconds + draw.rest });
    faults.push({
      fault: draw.fault,
      ...target,
      ...(draw.with === undefined ? {} : { with: draw.with }),
      afterSeconds: toTenths(at),
      forSeconds: toTenths(forSeconds),
    });
  }
}

const toTenths = (seconds: number): number => Math.round(seconds * 10) / 10;
