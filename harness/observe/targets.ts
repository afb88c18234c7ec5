/** Whom Prometheus scrapes: every instance of every service of a kitchen, with the labels that those don't give who are the same in both. */
import type { Side } from '../evidence/records.ts';
import { instancesOf, type RoleInstance, roleOf, SYSTEMS } from '../systems.ts';

/** As Prometheus reads them from a file (file_sd_config). */
export type Target = { targets: [string]; labels: { architecture: string; service: string } };

/** The program that measures lag runs only where somebody looks. */
export const LAG_SERVICE = 'lag' as const;

export type Observed = RoleInstance | typeof LAG_SERVICE;

/** @param addressOf `host:port`, by which the instances of a service are told apart */
export function targetsOf(side: Side, addressOf: (observed: Observed) => string, instances = 1): Target[] {
  const { name, services, infrastructure } = SYSTEMS[side];
  const observed: Observed[] = services.flatMap(({ role }) => instancesOf(SYSTEMS[side], role, instances));
  if (infrastructure.includes('kafka')) observed.push(LAG_SERVICE);
  return observed.map((one) => ({
    targets: [addressOf(one)],
    labels: { architecture: name, service: one === LAG_SERVICE ? one : roleOf(one) },
  }));
}
