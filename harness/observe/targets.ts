/** Whom Prometheus scrapes: every service of a kitchen, with the labels that those don't give who are the same in both. */
import type { Side } from '../evidence/records.ts';
import { SYSTEMS } from '../systems.ts';

/** As Prometheus reads them from a file (file_sd_config). */
export type Target = { targets: [string]; labels: { architecture: string; service: string } };

/** The program that measures lag runs only where somebody looks. */
export const LAG_SERVICE = 'lag';

/** @param addressOf `host:port` of a service */
export function targetsOf(side: Side, addressOf: (service: string) => string): Target[] {
  const { name, services, infrastructure } = SYSTEMS[side];
  const observed: string[] = services.map(({ role }) => role);
  if (infrastructure.includes('kafka')) observed.push(LAG_SERVICE);
  return observed.map((service) => ({
    targets: [addressOf(service)],
    labels: { architecture: name, service },
  }));
}
