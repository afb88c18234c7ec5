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

export function isInfrastructure(role: Role): role is InfrastructureRole {
  return (INFRASTRUCTURE_ROLES as readonly Role[]).includes(role);
}

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

/** The sides whose kitchen has a role. */
export const sidesWith = (role: Role): Side[] =>
  SIDES.filter((side) => rolesOf(SYSTEMS[side]).includes(role));
