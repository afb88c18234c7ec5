/**
 * What a fault is done to, as people write it: a role (`payments`), one of its instances (`payments@2`), the way from a role
 * to another (`payments:bank`), every service that may have several instances (`services`), or those who order (`clients`).
 */
import { z } from 'zod';
import type { Side } from '../evidence/records.ts';
import { hasHop, ROLES, type Role, SIDES, sidesWith } from '../systems.ts';

export const CLIENTS = 'clients';
export const SERVICES = 'services';
/** Not one process of a kitchen, but all of its services, or none: the clients. */
const OTHERS = [SERVICES, CLIENTS] as const;
export const TARGET_ROLES = [...ROLES, ...OTHERS] as const;
export type TargetRole = (typeof TARGET_ROLES)[number];

export const faultTarget = z.strictObject({
  role: z.enum(TARGET_ROLES),
  /** Counts from 1; without it all instances of the role. */
  instance: z.int().min(1).optional(),
  /** The other end, when it is done to the way there. */
  to: z.enum(ROLES).optional(),
});
export type FaultTarget = z.infer<typeof faultTarget>;

export const targetText = ({ role, instance, to }: FaultTarget): string =>
  `${role}${instance === undefined ? '' : `@${instance}`}${to === undefined ? '' : `:${to}`}`;

/** Undefined when the text names nothing that there is. */
export function parseFaultTarget(text: string): FaultTarget | undefined {
  const [, role, instance, to] = /^([a-z]+)(?:@([1-9]))?(?::([a-z]+))?$/.exec(text) ?? [];
  const parsed = faultTarget.safeParse({
    role,
    ...(instance === undefined ? {} : { instance: Number(instance) }),
    ...(to === undefined ? {} : { to }),
  });
  return parsed.success ? parsed.data : undefined;
}

/** Whether it names a role, of which processes run in a kitchen. */
export const isRole = (role: TargetRole): role is Role => !(OTHERS as readonly TargetRole[]).includes(role);

/** The role itself, for faults that are done to a process. */
export function processOf(role: TargetRole): Role {
  if (!isRole(role)) throw new Error(`The ${role} are not one process of the kitchen.`);
  return role;
}

/** The sides on which the target is there. */
export const sidesOfTarget = ({ role, to }: FaultTarget): Side[] => {
  if (to !== undefined) return SIDES.filter((side) => hasHop(side, { from: role, to }));
  return isRole(role) ? sidesWith(role) : [...SIDES];
};
