/**
 * A kitchen as containers, from the very compose file that users start, in a project of its own: with a network, volumes
 * and secrets of its own, and every role at a free port of loopback. Why so: docs/decisions/0010.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import { EXIT, LabError } from '../errors.ts';
import { ROOT } from '../places.ts';
import {
  allInstances,
  instancesOf,
  isService,
  type Part,
  PROXY,
  partsOf,
  type RoleInstance,
  SYSTEMS,
} from '../systems.ts';
import { type Docker, dockerClient } from '../tools/docker/client.ts';
import { containerProgram, isInProcessTable } from './compose/container-program.ts';
import { composeOverride, insideOf } from './compose/override.ts';
import { composeProject } from './compose/project.ts';
import { composeFile } from './compose/provide.ts';
import { sweepContainers } from './compose/sweep-containers.ts';
import { noHops, planHops } from './hops/hops.ts';
import { freePorts } from './ports.ts';
import { tailOf } from './processes/tail.ts';
import { kafkaReady, postgresReady, serviceReady } from './ready.ts';
import type { Running } from './role-life.ts';
import { createRoles } from './roles.ts';
import type { Runtime, RuntimeOptions } from './runtime.ts';
import { startInOrder } from './start-in-order.ts';

export type ComposeRuntimeOptions = RuntimeOptions & { docker: Docker };

const SUPERUSER = 'postgres';
const LEDGER_IN_CONTAINER = '/var/lib/bank/ledger.ndjson';
/** What the harness must know of the secrets that each kitchen makes for itself, in the volumes of its one-shot. */
const SECRETS = {
  gatewayKey: '/secrets/gateway/gateway-key-secret',
  bankControl: '/secrets/bank/bank-control-token',
  postgres: '/secrets/postgres/postgres-password',
} as const;

/** Nothing is created yet; ports are chosen. */
export async function createComposeRuntime(options: ComposeRuntimeOptions): Promise<Runtime> {
  const { side, runFolder, janitor, build = {}, instances = 1, system = SYSTEMS[options.side] } = options;
  const { runLabel } = janitor;
  const docker = dockerClient(options.docker.program, { ...options.docker.environment, ...janitor.marker });
  const all = allInstances(system, instances);
  const [bankControlPort, ...rolePorts] = (await freePorts(1 + all.length)) as [number, ...number[]];
  const ports = new Map(all.map((instance, index) => [instance, rolePorts[index]!]));
  if (options.gatewayPort !== undefined) ports.set('gateway', options.gatewayPort);
  const hops =
    options.hops === true
      ? await planHops(system, instances, {
          listen: '0.0.0.0',
          upstream: (hop) => insideOf(system, hop),
        })
      : undefined;
  const parts = partsOf(system, { hops: hops !== undefined, instances });
  await janitor.watchContainers(docker);

  const programs = options.system === undefined ? {} : { programsFrom: ROOT };
  const project = composeProject({
    ...{ docker, side, runLabel, services: ['secrets', ...parts] },
    name: `two-kitchens-${side}-${randomBytes(4).toString('hex')}`,
    override: (volumes) =>
      composeOverride({
        ...{ system, ports, instances, bankControlPort, runLabel, volumes, build, hops },
        ...{ composeFile: composeFile(side), ...programs },
      }),
    overrideFile: join(runFolder, 'compose.override.json'),
    environment: {
      ...(ports.has('gateway')
        ? { [`${side.toUpperCase()}_GATEWAY_PORT`]: String(ports.get('gateway')) }
        : {}),
      LOG_LEVEL: options.logLevel ?? 'info',
    },
  });

  const portOf = (role: RoleInstance): number => {
    const port = ports.get(role);
    if (port === undefined) throw new Error(`the ${system.name} kitchen has no ${role}`);
    return port;
  };
  const url = (role: RoleInstance): string => `http://127.0.0.1:${portOf(role)}`;
  const kafkaBrokers = (): string => `127.0.0.1:${portOf('kafka')}`;
  let secrets: Readonly<Record<keyof typeof SECRETS, string>> | undefined;
  const secret = (name: keyof typeof SECRETS): string => {
    if (secrets === undefined) throw new Error('the kitchen was not started');
    return secrets[name];
  };
  const databaseUrl = (database: string): string =>
    `postgres://${SUPERUSER}:${secret('postgres')}@127.0.0.1:${portOf('postgres')}/${database}`;

  let removed = false;
  /** Everything that a role has logged, in a file: fetched anew as long as its container is there. */
  async function logFile(part: Part): Promise<string> {
    const file = join(runFolder, 'logs', `${part}.${isService(part) ? 'ndjson' : 'log'}`);
    if (!removed) await project.saveLog(part, file);
    return file;
  }
  const tail = async (part: Part, lines: number): Promise<string[]> => tailOf(await logFile(part), lines);

  function ready(role: Part, { exit }: Running): Promise<void> {
    const awaited = { exit, tail: (lines: number) => tail(role, lines) };
    if (role === 'postgres') return postgresReady(databaseUrl(SUPERUSER), awaited);
    if (role === 'kafka') return kafkaReady(kafkaBrokers(), awaited);
    if (role === PROXY) return hops!.ready(awaited);
    return serviceReady(role, url(role), awaited);
  }

  const { roles, lives } = createRoles(system, parts, (part) => {
    const program = containerProgram({
      ...{ docker, deaths: project.deaths, container: () => project.container(part) },
      ready: (running) => ready(part, running),
    });
    return hops?.boundTo(part, program) ?? program;
  });

  async function makeSecrets(): Promise<void> {
    await project.runOnce('secrets');
    const read = async ([name, path]: readonly [string, string]) =>
      [name, (await project.read('secrets', path)).trim()] as const;
    secrets = Object.fromEntries(await Promise.all(Object.entries(SECRETS).map(read))) as typeof secrets;
  }

  let looked = false;
  /** @throws {LabError} 69 when the containers run where their CPU can't be seen, as in Docker Desktop */
  function expectToSee(): void {
    const pids = lives.flatMap((each) => each.instance()?.pid ?? []);
    // Once is enough; and some may just be starting or ending.
    if (looked || pids.length === 0) return;
    looked = true;
    if (!pids.some(isInProcessTable)) throw runsElsewhere();
  }

  let creating: Promise<void> | undefined;
  async function startAll(): Promise<void> {
    if (closing !== undefined) throw new LabError(EXIT.failed, 'The kitchen is closing.');
    creating = project.create();
    await creating;
    const secretsMade = makeSecrets();
    const start = async (part: Part): Promise<void> => {
      // Only Kafka and Toxiproxy are given none.
      if (part !== 'kafka' && part !== PROXY) await secretsMade;
      await roles.start(part);
    };
    await startInOrder(system, start, { hops: hops !== undefined, instances });
  }

  let closing: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    // From now on nothing is started; what is just being created is waited for, so that nothing appears later.
    const ended = lives.map((each) => each.close('leave'));
    const created = await Promise.resolve(creating).then(
      () => creating !== undefined,
      () => false,
    );
    const logs = created ? await Promise.allSettled(parts.map(logFile)) : [];
    removed = true;
    const left = await sweepContainers({ ...docker, labels: project.labels });
    await Promise.all(ended);
    await project.deaths.close();
    if (left.length > 0)
      throw new LabError(EXIT.failed, 'Not everything could be removed.', { details: left });
    for (const log of logs) if (log.status === 'rejected') throw log.reason;
  }

  return {
    side,
    startAll,
    ...roles,
    instances,
    instancesOf: (role) => instancesOf(system, role, instances),
    url,
    hops: hops !== undefined,
    hop(from, to) {
      if (hops === undefined) throw noHops();
      return hops.hop(from, to);
    },
    access: {
      databaseUrl,
      kafkaBrokers,
      async bankLedgerFile() {
        const file = join(runFolder, 'bank', 'ledger.ndjson');
        await project.copy('bank', LEDGER_IN_CONTAINER, file);
        return file;
      },
      bankControl: () => ({ url: `http://127.0.0.1:${bankControlPort}`, token: secret('bankControl') }),
      apiKey: (customerId) => signApiKey(secret('gatewayKey'), customerId),
    },
    tail,
    logFile,
    sample() {
      expectToSee();
      return roles.sample();
    },
    close: () => (closing ??= closeAll()),
  };
}

const runsElsewhere = (): LabError =>
  new LabError(
    EXIT.unavailable,
    "Docker's containers do not run on this machine itself, so that their CPU can not be measured.",
    {
      details: [
        "You can use this machine's own Docker Engine rather than Docker Desktop's or another one's (`docker context ls`)",
        'or do without containers: `--runtime local`, which is the default.',
      ],
    },
  );
