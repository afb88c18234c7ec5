/** Whether a fault can be done to a target at all: the one rule for scenarios, for `./lab chaos` and for who answers it. */
import type { Side } from '../evidence/records.ts';
import { type FaultName, SIDES_OF_FAULT } from '../scenarios/scenario.ts';
import { CLIENTS, type FaultTarget, type TargetRole, targetText } from '../scenarios/target.ts';
import { hasHop, hopsOf, rolesOf, SIDES, SYSTEMS } from '../systems.ts';
import type { Fault } from './fault.ts';

/** Whether the ways between roles must be ones that can be broken: in all runs of a comparison, or in none. */
export const needsHops = (faults: readonly FaultTarget[]): boolean =>
  faults.some(({ to }) => to !== undefined);

/** What is broken so already can be broken so anew only when it is whole: faults with the same turn are done one after the other. */
export const turnOf = (name: string, { stopsTarget }: Fault, target: FaultTarget): string =>
  stopsTarget === true ? targetText(target) : `${name} ${targetText(target)}`;

export type Doing = { fault: Fault; target: FaultTarget };

/** Whether both can not be in force at once, since one stops the process that keeps the other. */
export const spoil = (one: Doing, other: Doing): boolean =>
  targetText(one.target) === targetText(other.target) &&
  ((one.fault.stopsTarget === true && other.fault.livesInTarget === true) ||
    (other.fault.stopsTarget === true && one.fault.livesInTarget === true));

/** Why a fault makes no sense for a target of a kitchen, in a sentence; undefined when it does. */
export function whyNot(
  name: string,
  { roles, isOfHop, options }: Fault,
  { target, side, with: given = {} }: { target: FaultTarget; side: Side; with?: object },
): string | undefined {
  const { name: kitchen } = SYSTEMS[side];
  const there: readonly TargetRole[] = [...rolesOf(SYSTEMS[side]), CLIENTS];
  for (const role of [target.role, target.to])
    if (role !== undefined && !there.includes(role)) return `The ${kitchen} kitchen has no ${role}.`;
  if (isOfHop === true && target.to === undefined) {
    return `${name} is done to the way from a role to another, like payments:bank, and not to ${target.role}.`;
  }
  if (isOfHop !== true && target.to !== undefined) {
    return `${name} is done to a role, like ${target.role}, and not to the way from it to another.`;
  }
  if (target.to !== undefined && !hasHop(side, { from: target.role, to: target.to })) {
    const there = hopsOf(SYSTEMS[side]).map(({ from, to }) => `${from}:${to}`);
    return `The ${kitchen} kitchen has no way from ${target.role} to ${target.to}; it has ${there.join(', ')}.`;
  }
  if (!(SIDES_OF_FAULT[name as FaultName] ?? SIDES).includes(side))
    return `${name} can not be done to the ${kitchen} kitchen.`;
  if (roles === undefined ? target.role === CLIENTS : !roles.includes(target.role)) {
    return `${name} is done to ${roles === undefined ? 'processes of a kitchen' : roles.join(', ')} only.`;
  }
  const problem = options?.safeParse(given).error?.issues[0];
  if (problem !== undefined) return `${name}: ${problem.path.join('.')}: ${problem.message}.`;
  const unknown = Object.keys(given).find((option) => !Object.keys(options?.shape ?? {}).includes(option));
  return unknown === undefined ? undefined : `${name} has no option "${unknown}".`;
}
