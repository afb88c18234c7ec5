/** What one round of a soak breaks, drawn by lot: the same seed and round draw the same faults on the same targets. */
import { random } from '../../load-tests/random.ts';
import type { Side } from '../evidence/records.ts';
import { doingOf, FAULTS } from '../faults/faults.ts';
import { spoil, takeTurns, whyNot } from '../faults/possible.ts';
import type { FaultName, PlannedFault } from '../scenarios/scenario.ts';
import type { FaultTarget } from '../scenarios/target.ts';
import { hopsOf, rolesOf, SYSTEMS } from '../systems.ts';

/** A fault that a soak may do, and to what. */
export type Candidate = { fault: FaultName; target: FaultTarget; with: NonNullable<PlannedFault['with']> };

/**
 * Faults that a kitchen at its top must stand, and how they are done here. `noop` lands nowhere, clients are part of the
 * load, and a bank that declines is no fault of the kitchen's.
 */
const DONE: Readonly<Partial<Record<FaultName, Candidate['with']>>> = {
  kill: {},
  stop: {},
  pause: {},
  'broker-kill': {},
  'database-kill': {},
  slow: { latencyMs: 200 },
  cut: {},
  'bank-slow': { latencyMs: 300 },
  'bank-errors': { rate: 0.5 },
  'bank-forgets-to-answer': { rate: 0.3 },
  duplicate: { share: 0.5 },
};

const MOST_FAULTS = 4;
/** One round in so many is left in peace: what happens on a calm day must be found as well. */
const PEACE_ONE_IN = 6;
const LASTS_SECONDS = { least: 0.5, most: 6 };
/** What was stopped comes back, and joins its group, before the same is broken again. */
const REST_SECONDS = 10;

export function candidatesOf(side: Side): Candidate[] {
  const system = SYSTEMS[side];
  const targets: FaultTarget[] = [
    ...rolesOf(system).map((role) => ({ role })),
    ...hopsOf(system).map(({ from, to }) => ({ role: from, to })),
  ];
  return Object.entries(DONE).flatMap(([name, settings]) => {
    const fault = name as FaultName;
    const fits = (target: FaultTarget): boolean =>
      whyNot(fault, FAULTS[fault], { target, side, with: settings }) === undefined;
    return targets.filter(fits).map((target) => ({ fault, target, with: settings }));
  });
}

/** Faults of a round, in the order of time; all are healed by the end of the window, and none breaks what is broken so already. */
export function drawRound(seed: number, round: number, side: Side, windowSeconds: number): PlannedFault[] {
  let drawn = 0;
  const next = (): number => random(seed, drawn++, round + 1);
  const between = (least: number, most: number): number => least + next() * (most - least);
  if (next() < 1 / PEACE_ONE_IN) return [];
  const candidates = candidatesOf(side);
  const names = [...new Set(candidates.map(({ fault }) => fault))];
  const faults: PlannedFault[] = [];
  const wanted = 1 + Math.floor(next() * MOST_FAULTS);
  for (let count = 0; count < wanted; count += 1) {
    // First which fault, then to what: otherwise the many hops would leave little to the rest.
    const name = names[Math.floor(next() * names.length)]!;
    const of = candidates.filter(({ fault }) => fault === name);
    const { fault, target, with: settings } = of[Math.floor(next() * of.length)]!;
    const forSeconds = toTenths(between(LASTS_SECONDS.least, LASTS_SECONDS.most));
    const afterSeconds = toTenths(between(0, windowSeconds - forSeconds));
    const drawnFault = { fault, ...target, with: settings, afterSeconds, forSeconds };
    if (faults.some((other) => areNear(other, drawnFault) && getInEachOthersWay(other, drawnFault))) continue;
    faults.push(drawnFault);
  }
  return faults.sort((one, other) => one.afterSeconds - other.afterSeconds);
}

const areNear = (one: PlannedFault, other: PlannedFault): boolean =>
  one.afterSeconds < other.afterSeconds + other.forSeconds + REST_SECONDS &&
  other.afterSeconds < one.afterSeconds + one.forSeconds + REST_SECONDS;

const getInEachOthersWay = (one: PlannedFault, other: PlannedFault): boolean =>
  takeTurns(doingOf(one), doingOf(other)) || spoil(doingOf(one), doingOf(other));

const toTenths = (seconds: number): number => Math.floor(seconds * 10) / 10;
