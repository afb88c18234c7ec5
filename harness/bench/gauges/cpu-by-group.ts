/** CPU of a kitchen by what it is spent on: the services (gateway and bank among them), PostgreSQL, Kafka. */
import type { Runtime } from '../../runtimes/runtime.ts';
import type { Part } from '../../systems.ts';

export const GROUPS = ['services', 'postgres', 'kafka'] as const;
type Group = (typeof GROUPS)[number];
export type CpuByGroup = Record<Group, number>;

/** CPU-ms so far. */
export function cpuByGroup(runtime: Runtime): CpuByGroup {
  const sum: CpuByGroup = { services: 0, postgres: 0, kafka: 0 };
  for (const [role, { cpuMs }] of runtime.sample()) sum[groupOf(role)] += cpuMs;
  return sum;
}

const groupOf = (role: Part): Group => (role === 'postgres' || role === 'kafka' ? role : 'services');

export function combine(
  one: CpuByGroup,
  other: CpuByGroup,
  by: (one: number, other: number) => number,
): CpuByGroup {
  return {
    services: by(one.services, other.services),
    postgres: by(one.postgres, other.postgres),
    kafka: by(one.kafka, other.kafka),
  };
}

export const total = ({ services, postgres, kafka }: CpuByGroup): number => services + postgres + kafka;
