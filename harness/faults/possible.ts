/** Whether a fault can be done to a target at all: the one rule for scenarios, for `./lab chaos` and for who answers it. */
import type { Side } from '../evidence/records.ts';
import { LADDERS } from '../experiment/arms.ts';
import { type Mistake, mistakeOf } from '../mistakes.ts';
import { unknownName } from '../names.ts';
import { canBeOn, type FaultName } from '../scenarios/scenario.ts';
import { CLIENTS, endOf, type FaultTarget, isRole } from '../scenarios/target.ts';
import { countOf, hasHop, hopsOf, MOST_INSTANCES, rolesOf, SYSTEMS } from '../systems.ts';
import { belongsToScenario, type Fault } from './fault.ts';

/** Whether the ways between roles must be ones that can be broken: in all runs of a comparison, or in none. */
export const needsHops = (faults: readonly FaultTarget[]): boolean =>
  faults.some(({ to }) => to !== undefined);

/** Why a fault makes no sense for a target of a kitchen, in a sentence; undefined when it does. */
export function whyNot(
  name: string,
  fault: Fault,
  { target, side, with: given = {} }: { target: FaultTarget; side: Side; with?: object },
): string | undefined {
  const { roles, isOfHop, ofInstances } = fault;
  const { name: kitchen } = SYSTEMS[side];
  for (const role of [target.role, target.to])
    if (role !== undefined && isRole(role) && !rolesOf(SYSTEMS[side]).includes(role))
      return `The ${kitchen} kitchen has no ${role}.`;
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
  if (!canBeOn(name as FaultName, target.role, side))
    return `${name} can not be done to the ${kitchen} kitchen.`;
  if (roles === undefined ? !isRole(target.role) : !roles.includes(target.role)) {
    return `${name} is done to ${roles === undefined ? 'processes of a kitchen' : roles.join(', ')} only.`;
  }
  if (target.instance !== undefined && ofInstances !== true && isOfHop !== true)
    return `${name} is done to ${target.role}, and not to one of its instances.`;
  return wrongOption(name, fault, given)?.sentence;
}

/** What is wrong with how a fault is to be done, and where in it; undefined when nothing is. */
export function wrongOption(name: string, { options }: Fault, given: object): Mistake | undefined {
  const known = Object.keys(options?.shape ?? {});
  const unknown = Object.keys(given).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    const sentence =
      known.length === 0
        ? `${name} has no options, and so no "${unknown}".`
        : unknownName(`option of ${name}`, unknown, known);
    return { path: [unknown], at: 'key', sentence };
  }
  const error = options?.safeParse(given).error;
  if (options === undefined || error === undefined) return undefined;
  const mistake = mistakeOf(error, { schema: options, value: given, whole: 'what is said of how' });
  return { ...mistake, sentence: `${name}: ${mistake.sentence}` };
}

/** Why it can not be done to a kitchen that is only up, in a sentence; undefined when it can. */
export const whyNotByHand = (name: string, { role }: FaultTarget): string | undefined =>
  role === CLIENTS ? belongsToScenario(name) : undefined;

/** Why it can not be done in a kitchen on this rung, with so many instances of each service, in a sentence; undefined when it can. */
export function whyNotOf(
  name: string,
  { needsInstances = 1, mostInstances = MOST_INSTANCES, needsRung = {} }: Fault,
  { target, side, instances, arm }: { target: FaultTarget; side: Side; instances: number; arm: string },
): string | undefined {
  const role = endOf(target);
  const { instance } = target;
  const count = isRole(role) ? countOf(SYSTEMS[side], role, instances) : instances;
  const what = isRole(role) ? role : 'each service';
  const there = count === 1 ? `there is 1 instance of ${what}` : `there are ${count} instances of ${what}`;
  if (count < needsInstances)
    return `${name} needs at least ${needsInstances}, so that one works while another is away; ${there} (--instances).`;
  if (count > mostInstances)
    return `${name} needs at most ${mostInstances}, or else it can not be seen; ${there} (--instances).`;
  const rung = needsRung[side];
  if (rung !== undefined && LADDERS[side].indexOf(arm) < LADDERS[side].indexOf(rung))
    return `${name} can not be seen below the rung ${rung} of the ${SYSTEMS[side].name} ladder, and so not on ${arm}.`;
  if (instance !== undefined && instance > count) return `There is no ${role}@${instance}: ${there}.`;
  return undefined;
}
