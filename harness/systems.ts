/** Both kitchens as data: which roles there are, what starts them, what they depend on. Faults name roles only. */
import type { Side } from './evidence/records.ts';

export const SERVICE_ROLES = [
  'gateway',
  'orders',
  'stock',
  'payments',
  'delivery',
  'customers',
  'bank',
] as const;
const INFRASTRUCTURE_ROLES = ['postgres', 'kafka'] as const;
export const ROLES = [...SERVICE_ROLES, ...INFRASTRUCTURE_ROLES] as const;

export type ServiceRole = (typeof SERVICE_ROLES)[number];
export type InfrastructureRole = (typeof INFRASTRUCTURE_ROLES)[number];
export type Role = ServiceRole | InfrastructureRole;

/** Through which all hops of a kitchen go when one is to be broken. It is no role: nothing is done to itself. */
export const PROXY = 'toxiproxy';
/** One of those that do a role's work: the first is called as the role is, further ones `payments@2`. */
export type RoleInstance = Role | `${Role}@${number}`;
/** Whatever runs in a kitchen. */
export type Part = RoleInstance | typeof PROXY;

export const MOST_INSTANCES = 9;

export const roleOf = (instance: RoleInstance): Role => instance.split('@')[0] as Role;
/** Counts from 1. */
export const numberOf = (instance: RoleInstance): number => Number(instance.split('@')[1] ?? 1);
export const instanceOf = (role: Role, number: number): RoleInstance =>
  number === 1 ? role : `${role}@${number}`;

export const isService = (part: Part): boolean =>
  part !== PROXY && (SERVICE_ROLES as readonly Role[]).includes(roleOf(part));

export type ServiceDescription = {
  role: ServiceRole;
  /** Entry point, from the repository's root. */
  entry: string;
  /** Has a PostgreSQL database of its own, named after the role. */
  database: boolean;
  /** Uses Kafka. */
  kafka: boolean;
  /** Services it calls: gets `<ROLE>_URL`. */
  calls: readonly ServiceRole[];
};

export type SystemDescription = {
  side: Side;
  name: string;
  infrastructure: readonly InfrastructureRole[];
  services: readonly ServiceDescription[];
};

const GATEWAY: ServiceDescription = {
  role: 'gateway',
  entry: 'shared/gateway/main.ts',
  database: false,
  kafka: false,
  calls: ['orders', 'customers'],
};
const BANK: ServiceDescription = {
  role: 'bank',
  entry: 'shared/bank/main.ts',
  database: false,
  kafka: false,
  calls: [],
};

function kitchen(
  folder: string,
  kafka: boolean,
  calls: Partial<Record<ServiceRole, readonly ServiceRole[]>>,
) {
  return (['orders', 'stock', 'payments', 'delivery', 'customers'] as const).map(
    (role): ServiceDescription => ({
      role,
      entry: `${folder}/${role}/main.ts`,
      database: true,
      kafka,
      calls: calls[role] ?? [],
    }),
  );
}

export const SYSTEMS: Record<Side, SystemDescription> = {
  rr: {
    side: 'rr',
    name: 'request-response',
    infrastructure: ['postgres'],
    services: [
      GATEWAY,
      ...kitchen('request-response', false, {
        orders: ['stock', 'payments', 'delivery'],
        payments: ['bank'],
        delivery: ['customers'],
      }),
      BANK,
    ],
  },
  ed: {
    side: 'ed',
    name: 'event-driven',
    infrastructure: ['postgres', 'kafka'],
    services: [GATEWAY, ...kitchen('event-driven', true, { payments: ['bank'] }), BANK],
  },
};

export const SIDES: readonly Side[] = ['rr', 'ed'];

/** All roles of a kitchen: the servers first, then the services. */
export const rolesOf = ({ infrastructure, services }: SystemDescription): Role[] => [
  ...infrastructure,
  ...services.map(({ role }) => role),
];

/** The services that the two kitchens build each in its own way: who has a database. */
export const servicesOf = ({ services }: SystemDescription): ServiceDescription[] =>
  services.filter(({ database }) => database);

/** The variable in which a service is told where another one is. */
export const urlVariable = (role: ServiceRole): string => `${role.toUpperCase()}_URL`;

/**
 * How many do the work of a role when a kitchen runs this many of every service that has a database. The gateway is the
 * one address that customers know, the bank is the world outside, and of each server there is one.
 */
export const countOf = (system: SystemDescription, role: Role, instances: number): number =>
  servicesOf(system).some((service) => service.role === role) ? instances : 1;

/** The first one first; none of a role that the kitchen has not. */
export const instancesOf = (system: SystemDescription, role: Role, instances: number): RoleInstance[] =>
  rolesOf(system).includes(role)
    ? Array.from({ length: countOf(system, role, instances) }, (_each, at) => instanceOf(role, at + 1))
    : [];

/** Of all roles. */
export const allInstances = (system: SystemDescription, instances: number): RoleInstance[] =>
  rolesOf(system).flatMap((role) => instancesOf(system, role, instances));

/** Everything that runs in a kitchen, with hops that can be broken or without. */
export function partsOf(
  system: SystemDescription,
  { hops, instances = 1 }: { hops: boolean; instances?: number },
): Part[] {
  const all = allInstances(system, instances);
  return hops ? [...all, PROXY] : all;
}

/** The way from a service to another, to its database or to the broker. */
export type HopEnds = { from: ServiceRole; to: Role };

export const hopsOf = ({ services }: SystemDescription): HopEnds[] =>
  services.flatMap(({ role: from, calls, database, kafka }) => {
    const servers = [...(database ? ['postgres' as const] : []), ...(kafka ? ['kafka' as const] : [])];
    return [...calls, ...servers].map((to) => ({ from, to }));
  });

/** A hop leads to each instance of its far end by a way of its own; from all instances of its near end it is the same. */
export type WayEnds = { from: ServiceRole; to: RoleInstance };

export const waysOf = (system: SystemDescription, instances: number): WayEnds[] =>
  hopsOf(system).flatMap(({ from, to }) =>
    instancesOf(system, to, instances).map((end) => ({ from, to: end })),
  );

/** Whether a kitchen has this way; who is no process of it has none. */
export const hasHop = (side: Side, { from, to }: { from: string; to: Role }): boolean =>
  hopsOf(SYSTEMS[side]).some((hop) => hop.from === from && hop.to === to);

/** The sides whose kitchen has a role. */
export const sidesWith = (role: Role): Side[] =>
  SIDES.filter((side) => rolesOf(SYSTEMS[side]).includes(role));
