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
  /** Test-only, of the request-response kitchen: breakers that are set otherwise; what is left out is as usual. */
  breaker?: BreakerBuild | undefined;
};

export type BreakerBuild = {
  timeoutMs?: number | undefined;
  volumeThreshold?: number | undefined;
  errorPercent?: number | undefined;
};

const BREAKER_VARIABLES = {
  timeoutMs: 'BREAKER_TIMEOUT_MS',
  volumeThreshold: 'BREAKER_VOLUME_THRESHOLD',
  errorPercent: 'BREAKER_ERROR_PERCENT',
} as const satisfies Record<keyof BreakerBuild, string>;

/** What a service is told of it, in its environment; `generation` counts its starts from 1. */
export function buildEnvironment(
  { role, database }: ServiceDescription,
  { arm, mutants = [], failpoints = {}, breaker = {} }: Build,
  generation: number,
): Record<string, string> {
  if (!database) return {}; // the gateway and the bank are the same on every rung
  const failpoint = generation === 1 ? failpoints[role] : undefined;
  const switches: Record<string, string> = {
    ...(mutants.length === 0 ? {} : { MUTANT: mutants.join(',') }),
    ...(failpoint === undefined ? {} : { FAILPOINT: failpoint }),
  };
  for (const [setting, variable] of Object.entries(BREAKER_VARIABLES)) {
    const value = breaker[setting as keyof BreakerBuild];
    if (value !== undefined) switches[variable] = String(value);
  }
  return {
    ...(arm === undefined ? {} : { ARM: arm }),
    ...switches,
    ...(Object.keys(switches).length === 0 ? {} : { ALLOW_TEST_SWITCHES: 'yes' }),
  };
}
