/** How the services of a kitchen are built: which rung of the ladder they stand on, and which switches for tests are on. */
import type { Failpoint } from '#shared/platform/failpoints.ts';
import type { ServiceDescription, ServiceRole } from '../systems.ts';

export type Build = {
  /** Default: the top of the kitchen's ladder. */
  arm?: string;
  /** Test-only. */
  mutants?: readonly string[];
  /** Test-only, of local processes: where a service dies; what is started in its place does not. */
  failpoints?: Readonly<Partial<Record<ServiceRole, Failpoint>>>;
};

/** What a service is told of it, in its environment; `generation` counts its starts from 1. */
export function buildEnvironment(
  { role, database }: ServiceDescription,
  { arm, mutants = [], failpoints = {} }: Build,
  generation: number,
): Record<string, string> {
  if (!database) return {}; // the gateway and the bank are the same on every rung
  const failpoint = generation === 1 ? failpoints[role] : undefined;
  return {
    ...(arm === undefined ? {} : { ARM: arm }),
    ...(mutants.length === 0 ? {} : { MUTANT: mutants.join(',') }),
    ...(failpoint === undefined ? {} : { FAILPOINT: failpoint }),
    ...(mutants.length === 0 && failpoint === undefined ? {} : { ALLOW_TEST_SWITCHES: 'yes' }),
  };
}
