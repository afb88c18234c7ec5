/** What one round of a soak breaks, drawn by lot: the same seed and round draw the same faults on the same targets. */
import { random } from '../../load-tests/random.ts';
import type { Side } from '../evidence/records.ts';
import { LADDERS } from '../experiment/arms.ts';
import { clashOf } from '../faults/clash.ts';
import { POISON_KINDS } from '../faults/events/poison-kinds.ts';
import { doingOf, FAULTS } from '../faults/faults.ts';
import { whyNot, whyNotOf } from '../faults/possible.ts';
import type { FaultName, PlannedFault } from '../scenarios/scenario.ts';
import { CLIENTS, type FaultTarget } from '../scenarios/target.ts';
import { hopsOf, instancesOf, type Role, rolesOf, SYSTEMS, type SystemDescription } from '../systems.ts';

/** A round: how many instances there are of each service, and what is broken, in the order of time. */
export type Drawn = { instances: number; faults: PlannedFault[] };

/** A fault that a soak may do, and to what. */
export type Candidate = { fault: FaultName; target: FaultTarget; with: NonNullable<PlannedFault['with']> };

/**
 * Faults that a kitchen at its top must stand, and how they are done here. `noop` lands nowhere, a spike and a storm ask of
 * the machine more than there may be, and a bank that declines is no fault of the kitchen's.
 */
const DONE: Readonly<Partial<Record<FaultName, readonly Candidate['with'][]>>> = {
  kill: [{}],
  stop: [{}],
  pause: [{}],
  'rolling-deploy': [{}],
  'broker-kill': [{}],
  'database-kill': [{}],
  slow: [{ latencyMs: 200 }],
  cut: [{}],
  'bank-slow': [{ latencyMs: 300 }],
  'bank-errors': [{ rate: 0.5 }],
  'bank-forgets-to-answer': [{ rate: 0.3 }],
  duplicate: [{ share: 0.5 }],
  reorder: [{}],
  poison: POISON_KINDS.map((kind) => ({ kind, count: 3 })),
};

const MOST_FAULTS = 4;
/** One round in so many is left in peace: what happens on a calm day must be found as well. */
const PEACE_ONE_IN = 6;
/** And in one of so many there are several instances of each service. */
const SEVERAL_ONE_IN = 3;
const SEVERAL = 2;
const LASTS_SECONDS = { least: 0.5, most: 6 };
/** What was stopped comes back, and joins its group, before the same is broken again. */
export const REST_SECONDS = 10;

export function candidatesOf(side: Side, instances: number): Candidate[] {
  const system = SYSTEMS[side];
  const arm = LADDERS[side].at(-1)!;
  const targets: FaultTarget[] = [
    { role: CLIENTS },
    ...rolesOf(system).map((role) => ({ role })),
    ...hopsOf(system).map(({ from, to }) => ({ role: from, to })),
    ...(instances === 1 ? [] : instancesIn(system, instances)),
  ];
  return Object.entries(DONE).flatMap(([name, ways]) => {
    const fault = name as FaultName;
    const fits = ({ target, with: settings }: Candidate): boolean =>
      whyNot(fault, FAULTS[fault], { target, side, with: settings }) === undefined &&
      whyNotOf(fault, FAULTS[fault], { target, side, instances, arm }) === undefined;
    return targets.flatMap((target) => ways.map((way) => ({ fault, target, with: way }))).filter(fits);
  });
}

/** One of a role's instances, and the ways to one alone. */
function instancesIn(system: SystemDescription, instances: number): FaultTarget[] {
  const several = (role: Role): number[] =>
    instancesOf(system, role, instances).flatMap((_each, at, { length }) => (length > 1 ? [at + 1] : []));
  return [
    ...rolesOf(system).flatMap((role) => several(role).map((instance) => ({ role, instance }))),
    ...hopsOf(system).flatMap(({ from: role, to }) =>
      several(to).map((instance) => ({ role, to, instance })),
    ),
  ];
}

/** All faults are healed by the end of the window, and none gets in the way of another. */
export function drawRound(seed: number, round: number, side: Side, windowSeconds: number): Drawn {
  let drawn = 0;
  const next = (): number => random(seed, drawn++, round + 1);
  const between = (least: number, most: number): number => least + next() * (most - least);
  const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const instances = next() < 1 / SEVERAL_ONE_IN ? SEVERAL : 1;
  if (next() < 1 / PEACE_ONE_IN) return { instances, faults: [] };
  const candidates = candidatesOf(side, instances);
  const names = [...new Set(candidates.map(({ fault }) => fault))];
  const faults: PlannedFault[] = [];
  const wanted = 1 + Math.floor(next() * MOST_FAULTS);
  for (let count = 0; count < wanted; count += 1) {
    // First which fault, then to what: otherwise the many hops would leave little to the rest.
    const name = oneOf(names);
    const { fault, target, with: settings } = oneOf(candidates.filter((one) => one.fault === name));
    const forSeconds = toTenths(between(LASTS_SECONDS.least, LASTS_SECONDS.most));
    const afterSeconds = toTenths(between(0, windowSeconds - forSeconds));
    const drawnFault = { fault, ...target, with: settings, afterSeconds, forSeconds };
    if (faults.some((other) => areNear(other, drawnFault) && clash(side, other, drawnFault))) continue;
    faults.push(drawnFault);
  }
  return { instances, faults: faults.sort((one, other) => one.afterSeconds - other.afterSeconds) };
}

const areNear = (one: PlannedFault, other: PlannedFault): boolean =>
  one.afterSeconds < other.afterSeconds + other.forSeconds + REST_SECONDS &&
  other.afterSeconds < one.afterSeconds + one.forSeconds + REST_SECONDS;

const clash = (side: Side, one: PlannedFault, other: PlannedFault): boolean =>
  clashOf(doingOf(one), doingOf(other), side) !== undefined;

const toTenths = (seconds: number): number => Math.floor(seconds * 10) / 10;
