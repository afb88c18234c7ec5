/**
 * What a fault is done to, as people write it: a role (`payments`), one of its instances (`payments@2`), the way from a role
 * to another (`payments:bank`), or those who order (`clients`).
 */
import { z } from 'zod';
import type { Side } from '../evidence/records.ts';
import { hasHop, ROLES, type Role, SIDES, sidesWith } from '../systems.ts';

export const CLIENTS = 'clients';
/** Also who is no process of a kitchen: the clients. */
export const TARGET_ROLES = [...ROLES, CLIENTS] as const;
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

/** The role itself, for faults that are done to a process. */
export function processOf(role: TargetRole): Role {
  if (role === CLIENTS) throw new Error('The clients are no process of the kitchen.');
  return role;
}

/** The sides on which the target is there. */
export const sidesOfTarget = ({ role, to }: FaultTarget): Side[] => {
  if (to !== undefined) return SIDES.filter((side) => hasHop(side, { from: role, to }));
  return role === CLIENTS ? [...SIDES] : sidesWith(role);
};
