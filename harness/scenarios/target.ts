/**
 * What a fault is done to, as people write it: a role (`payments`), one of its instances (`payments@2`), the way from a role
 * to another (`payments:bank`) or to one of its instances (`orders:payments@2`), every service that may have several instances
 * (`services`), or those who order (`clients`).
 */
import { z } from 'zod';
import type { Side } from '../evidence/records.ts';
import { unknownName } from '../names.ts';
import {
  hasHop,
  instanceOf,
  instancesOf,
  MOST_INSTANCES,
  ROLES,
  type Role,
  type RoleInstance,
  SIDES,
  SYSTEMS,
  servicesOf,
  sidesWith,
} from '../systems.ts';

export const CLIENTS = 'clients';
export const SERVICES = 'services';
/** Not one process of a kitchen, but all of its services, or none: the clients. */
const OTHERS = [SERVICES, CLIENTS] as const;
export const TARGET_ROLES = [...ROLES, ...OTHERS] as const;
export type TargetRole = (typeof TARGET_ROLES)[number];

export const faultTarget = z.strictObject({
  role: z.enum(TARGET_ROLES),
  /** The other end, when it is done to the way there. */
  to: z.enum(ROLES).optional(),
  /** Of the role, or of the other end of a way. Counts from 1; without it all instances. */
  instance: z.int().min(1).optional(),
});
export type FaultTarget = z.infer<typeof faultTarget>;

export const targetText = ({ role, instance, to }: FaultTarget): string =>
  `${role}${to === undefined ? '' : `:${to}`}${instance === undefined ? '' : `@${instance}`}`;

/** Undefined when the text names nothing that there is. */
export function parseFaultTarget(text: string): FaultTarget | undefined {
  const [, role, to, instance] = /^([a-z]+)(?::([a-z]+))?(?:@([1-9]))?$/.exec(text) ?? [];
  const parsed = faultTarget.safeParse({
    role,
    ...(to === undefined ? {} : { to }),
    ...(instance === undefined ? {} : { instance: Number(instance) }),
  });
  return parsed.success ? parsed.data : undefined;
}

/** What is wrong with a text that names nothing, in a sentence. */
export function whyNoTarget(text: string): string {
  const way = text.replace(/^([a-z]+)@[1-9]:/, '$1:');
  const target = parseFaultTarget(way);
  if (way !== text && target !== undefined && sidesOfTarget(target).length > 0)
    return `A way leads from all instances of a role, like ${way}; there is none from ${text.split(':')[0]} alone.`;
  const wrong = text.split(':').find((part) => parseFaultTarget(part) === undefined) ?? text;
  const [role, instance] = wrong.split('@');
  if (instance !== undefined && faultTarget.shape.role.safeParse(role).success)
    return `Instances run from ${role}@1 to ${role}@${MOST_INSTANCES}; there is no "${wrong}".`;
  return unknownName('role', wrong, TARGET_ROLES);
}

/** Whether it names a role, of which processes run in a kitchen. */
export const isRole = (role: TargetRole): role is Role => !(OTHERS as readonly TargetRole[]).includes(role);

/** The role whose instances a target counts: of a way, the one that it leads to. */
export const endOf = ({ role, to }: FaultTarget): TargetRole => to ?? role;

/** The role itself, for faults that are done to a process. */
export function processOf(role: TargetRole): Role {
  if (!isRole(role)) throw new Error(`The ${role} are not one process of the kitchen.`);
  return role;
}

/** The processes that a target names in a kitchen, in the order of its roles; of a hop, those that it leads to. */
export function processesOf(
  target: FaultTarget,
  kitchen: { side: Side; instancesOf(role: Role): readonly RoleInstance[] },
): readonly RoleInstance[] {
  const role = endOf(target);
  const { instance } = target;
  if (isRole(role)) return instance === undefined ? kitchen.instancesOf(role) : [instanceOf(role, instance)];
  const all = role === SERVICES ? servicesOf(SYSTEMS[kitchen.side]) : [];
  return all.flatMap((service) => kitchen.instancesOf(service.role));
}

/** Whether what is done to one is done to the other, too, in part or in all, however many instances there are. */
export function meet(one: FaultTarget, other: FaultTarget): boolean {
  if (targetText(one) === targetText(other)) return true;
  // A hop is broken in its proxies: the processes at its ends know nothing of it.
  if (one.to !== other.to || (one.to !== undefined && one.role !== other.role)) return false;
  return SIDES.some((side) => {
    const largest = { side, instancesOf: (role: Role) => instancesOf(SYSTEMS[side], role, MOST_INSTANCES) };
    const processes = processesOf(other, largest);
    return processesOf(one, largest).some((process) => processes.includes(process));
  });
}

/** The sides on which the target is there. */
export const sidesOfTarget = ({ role, to }: FaultTarget): Side[] => {
  if (to !== undefined) return SIDES.filter((side) => hasHop(side, { from: role, to }));
  return isRole(role) ? sidesWith(role) : [...SIDES];
};
