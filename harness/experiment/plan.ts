/** The plan of a run, experiment.json: everything that somebody needs to run it again, decided before it starts. */
import { basename } from 'node:path';
import type { Side } from '../evidence/records.ts';
import { needsHops } from '../faults/possible.ts';
import type { Containers } from '../runtimes/compose/provide.ts';
import { KAFKA_SETTINGS } from '../runtimes/kafka/settings.ts';
import { RUNTIME_TITLES, type RuntimeName } from '../runtimes/names.ts';
import { postgresSettings } from '../runtimes/postgres/settings.ts';
import type { Experiment, Scenario } from '../scenarios/scenario.ts';
import { ARMS, type Arms } from './arms.ts';
import type { RunContext } from './context.ts';
import { describeMachine } from './machine.ts';
import { versionsInUse } from './versions.ts';

export async function planExperiment(choices: {
  scenario: Scenario;
  /** As it was chosen, when that was not by its name: the path of its file. */
  scenarioName?: string;
  seed: number;
  sides: readonly Side[];
  /** The run's folder; its name is the run's. */
  folder: string;
  /** With Prometheus and Grafana running beside it. */
  observed?: boolean;
  /** Default: the scenario's, or else the top of each ladder. */
  arms?: Partial<Arms>;
  runtime: RuntimeName;
  /** Of the runtime `compose`. */
  containers?: Containers | undefined;
  /** Test-only switches, by side. */
  mutants?: RunContext['mutants'];
}): Promise<Experiment> {
  const { scenario, seed, sides, folder, runtime, containers, observed = false } = choices;
  const { scenarioName = scenario.name, mutants } = choices;
  const { instances = 1 } = scenario;
  const versions = await versionsInUse({ inContainers: containers?.versions, observed });
  const arms = { ...ARMS, ...scenario.arms, ...choices.arms };
  return {
    schema: 1,
    run: basename(folder),
    createdAtMs: Date.now(),
    command: `${commandToRepeat({ scenario, scenarioName, seed, sides, runtime, arms, mutants })}${observed ? ' --observe' : ''}`,
    scenario,
    seed,
    sides: [...sides],
    arms,
    runtime: RUNTIME_TITLES[runtime],
    versions,
    machine: describeMachine(),
    settings: {
      ...(await settings(scenario, instances)),
      services: { instancesOfEach: instances },
      dashboards: { observed },
      // Toxiproxy stands on every way of both sides, so that what it costs is the same.
      ...(needsHops(scenario.faults)
        ? { hops: { toxiproxy: versions.toxiproxy ?? versions.Toxiproxy! } }
        : {}),
      ...(containers === undefined ? {} : { containers: containers.limits }),
    },
  };
}

/** What was chosen rather than found; what else stands in the code is pinned by the commit in `versions`. */
async function settings({ breaker = {} }: Scenario, instances: number): Promise<Experiment['settings']> {
  // Loaded when wanted: the kitchens bring all their libraries along.
  const [{ RETRIES, RETRY_BUDGET }, { BREAKER }, consumer, retry, { LINGER_MS }] = await Promise.all([
    import('../../request-response/arm.ts'),
    import('../../request-response/http-client.ts'),
    import('../../event-driven/kafka.ts'),
    import('../../event-driven/patterns/failures/retry.ts'),
    import('../../event-driven/config.ts'),
  ]);
  return {
    'request-response: retries': RETRIES,
    'request-response: retry budget': RETRY_BUDGET,
    'request-response: circuit breakers': { ...BREAKER, ...otherwise(breaker) },
    'event-driven: consumers': {
      sessionTimeoutMs: consumer.SESSION_TIMEOUT_MS,
      heartbeatMs: consumer.HEARTBEAT_MS,
      commitIntervalMs: consumer.COMMIT_INTERVAL_MS,
      fetchWaitMs: consumer.FETCH_WAIT_MS,
      fetchBytesPerPartition: consumer.FETCH_BYTES_PER_PARTITION,
    },
    'event-driven: relays': { ordersLingerMs: LINGER_MS.orders, othersLingerMs: LINGER_MS.others },
    'event-driven: retries': {
      attempts: retry.ATTEMPTS,
      firstPauseMs: retry.FIRST_PAUSE_MS,
      longestPauseMs: retry.LONGEST_PAUSE_MS,
    },
    PostgreSQL: postgresSettings(instances),
    Kafka: KAFKA_SETTINGS,
  };
}

/** By the names that the breaker has for them; whose patience with an attempt is not opossum's is in `attemptTimeoutMs`. */
function otherwise({ timeoutMs, volumeThreshold, errorPercent }: NonNullable<Scenario['breaker']>) {
  return {
    ...(timeoutMs === undefined ? {} : { attemptTimeoutMs: timeoutMs }),
    ...(volumeThreshold === undefined ? {} : { volumeThreshold }),
    ...(errorPercent === undefined ? {} : { errorThresholdPercentage: errorPercent }),
  };
}

/** The command line that plans the same experiment, every choice spelled out. */
export function commandToRepeat(chosen: {
  scenario: Scenario;
  scenarioName: string;
  seed: number;
  sides: readonly Side[];
  runtime: RuntimeName;
  arms: Arms;
  mutants?: RunContext['mutants'] | undefined;
}): string {
  const { scenario, scenarioName, seed, sides, runtime, arms, mutants = {} } = chosen;
  const broken = [...new Set(sides.flatMap((side) => mutants[side] ?? []))];
  return [
    `./lab compare ${inShell(scenarioName)}`,
    `--rate ${scenario.ratePerSecond}`,
    `--seed ${seed}`,
    `--fault-seconds ${scenario.seconds.fault}`,
    `--instances ${scenario.instances ?? 1}`,
    `--side ${sides.length > 1 ? 'both' : sides[0]}`,
    ...sides.map((side) => `--arm ${side}=${arms[side]}`),
    `--runtime ${runtime}`,
    ...(broken.length === 0 ? [] : [`--mutant ${broken.join(' ')}`]),
  ].join(' ');
}

/** As it must be typed: a path may have spaces in it. */
const inShell = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
