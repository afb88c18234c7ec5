/** Whether two faults are in each other's way: the one rule for scenarios, for runs of them, for `./lab chaos` and for soaks. */
import type { Side } from '../evidence/records.ts';
import { type FaultTarget, isRole, meet } from '../scenarios/target.ts';
import type { Fault } from './fault.ts';

export type Doing<Of extends FaultTarget = FaultTarget> = { name: string; fault: Fault; target: Of };

/** How two faults are in each other's way. In `unseen` they are so at the beginning and the end of what is done to the way. */
export type Clash<Of extends FaultTarget = FaultTarget> =
  /** One stops the process that keeps the other. */
  | { why: 'kept' }
  /** One needs what the other stops, or a way that the other breaks. */
  | { why: 'needed'; needing: Doing<Of>; breaking: Doing<Of>; needed: FaultTarget }
  /** One is done to a way whose end the other stops: nobody answers there, so that neither its beginning nor its end is seen. */
  | { why: 'unseen'; way: Doing<Of>; stopping: Doing<Of> }
  /** They would be done one after the other. */
  | { why: 'turns' };

/** How they are in each other's way, whichever is first; undefined when they do not mind each other. */
export function clashOf<Of extends FaultTarget>(
  one: Doing<Of>,
  other: Doing<Of>,
  side: Side,
): Clash<Of> | undefined {
  for (const [first, second] of [
    [one, other],
    [other, one],
  ] as const) {
    if (isKeptIn(first, second)) return { why: 'kept' };
    const needed = neededOf(first, side).find((each) => breaks(second, each));
    if (needed !== undefined) return { why: 'needed', needing: first, breaking: second, needed };
    if (leadsToStopped(first, second)) return { why: 'unseen', way: first, stopping: second };
  }
  return takeTurns(one, other) ? { why: 'turns' } : undefined;
}

/**
 * Whether they are done one after the other: what is broken so already can be broken so anew only when it is whole. A process
 * that does not run as usual can't be stopped otherwise either; and a way that is whole again is so of all that was done to it.
 */
export const takeTurns = (one: Doing, other: Doing): boolean =>
  meet(one.target, other.target) &&
  (one.name === other.name || areBoth('stopsTarget', one, other) || areBoth('isOfHop', one, other));

const areBoth = (what: 'stopsTarget' | 'isOfHop', one: Doing, other: Doing): boolean =>
  one.fault[what] === true && other.fault[what] === true;

const stops = ({ fault, target }: Doing, whom: FaultTarget): boolean =>
  fault.stopsTarget === true && meet(target, whom);

const isKeptIn = (kept: Doing, stopping: Doing): boolean =>
  kept.fault.livesInTarget === true && stops(stopping, kept.target);

/** Who must run for it, and the ways between them. */
function neededOf({ fault, target }: Doing, side: Side): FaultTarget[] {
  const running = fault.needsRunning?.(side, target) ?? [];
  const ways = running.flatMap(({ role }) =>
    running.flatMap(({ role: to }) => (isRole(to) && to !== role ? [{ role, to }] : [])),
  );
  return [...running, ...ways];
}

const breaks = (doing: Doing, needed: FaultTarget): boolean =>
  needed.to === undefined ? stops(doing, needed) : doing.fault.isOfHop === true && meet(doing.target, needed);

const leadsToStopped = ({ target: { to, instance } }: Doing, stopping: Doing): boolean =>
  to !== undefined && stops(stopping, { role: to, ...(instance === undefined ? {} : { instance }) });
