/**
 * A kitchen as plain processes of this machine, on free loopback ports. Data goes to `<run>/<side>/data`, which is
 * removed at the end, logs to `<run>/<side>/logs`, the bank's ledger to `<run>/<side>/bank`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import {
  instancesOf,
  isService,
  type Part,
  PROXY,
  partsOf,
  type RoleInstance,
  roleOf,
  SYSTEMS,
} from '../systems.ts';
import type { LocalTools } from '../tools/tools.ts';
import { doorsOf, noHops, planHops } from './hops/hops.ts';
import { toxiproxyProgram } from './hops/toxiproxy-program.ts';
import { createKafka, type KafkaBroker } from './kafka/kafka.ts';
import { freePorts } from './ports.ts';
import { createPostgres } from './postgres/postgres.ts';
import { type ProcessProgram, processProgram } from './processes/process-program.ts';
import { tailOf } from './processes/tail.ts';
import { createRoles } from './roles.ts';
import type { Runtime, RuntimeOptions } from './runtime.ts';
import { baseEnvironment, type Kitchen, serviceProgram } from './service-program.ts';
import { startInOrder } from './start-in-order.ts';

export type LocalRuntimeOptions = RuntimeOptions & { tools: LocalTools };

const token = (): string => randomBytes(24).toString('hex');

/** Nothing is started yet; ports are chosen. */
export async function createLocalRuntime(options: LocalRuntimeOptions): Promise<Runtime> {
  const { side, tools, janitor, runFolder, instances = 1, system = SYSTEMS[options.side] } = options;
  const dataFolder = join(runFolder, 'data');
  const ledgerFile = join(runFolder, 'bank', 'ledger.ndjson');
  const environment = baseEnvironment(janitor.marker);
  const logFile = (part: Part): string =>
    join(runFolder, 'logs', `${part}.${isService(part) ? 'ndjson' : 'log'}`);

  const services = system.services.flatMap(({ role }) => instancesOf(system, role, instances));
  const [postgresPort, kafkaPort, controllerPort, bankControlPort, ...servicePorts] = (await freePorts(
    4 + services.length,
  )) as [number, number, number, number, ...number[]];
  const ports = new Map(services.map((instance, index) => [instance, servicePorts[index]!]));
  for (const role of system.infrastructure) ports.set(role, role === 'postgres' ? postgresPort : kafkaPort);
  if (options.gatewayPort !== undefined) ports.set('gateway', options.gatewayPort);
  await janitor.watch(dataFolder);

  const doorOf = (role: RoleInstance): number => {
    const port = ports.get(role);
    if (port === undefined) throw new Error(`the ${system.name} kitchen has no ${role}`);
    return port;
  };
  const upstream = (port: number): string => `127.0.0.1:${port}`;
  const hops =
    options.hops === true
      ? await planHops(system, instances, {
          listen: '127.0.0.1',
          upstream: ({ to, brokerPort }) => upstream(brokerPort ?? doorOf(to)),
        })
      : undefined;

  const postgres = createPostgres({
    program: tools.postgres,
    dataFolder: join(dataFolder, 'postgres'),
    logFile: logFile('postgres'),
    port: postgresPort,
    environment,
    instances,
  });
  const { java, kafkaLibs } = tools;
  let kafka: KafkaBroker | undefined;
  if (system.infrastructure.includes('kafka')) {
    if (java === undefined || kafkaLibs === undefined)
      throw new Error('this kitchen needs java and kafkaLibs');
    const doors = doorsOf(hops?.planned ?? [], '127.0.0.1');
    const place = { port: kafkaPort, controllerPort, dataFolder: join(dataFolder, 'kafka'), doors };
    kafka = createKafka({ ...place, java, libs: kafkaLibs, environment, logFile: logFile('kafka') });
  }

  const url = (role: RoleInstance): string => `http://127.0.0.1:${doorOf(role)}`;
  const kafkaBrokers = (): string => {
    if (kafka === undefined) throw new Error('this kitchen has no Kafka');
    return kafka.brokers;
  };
  const kitchen: Kitchen = {
    url,
    ways: {
      url: (from, to) =>
        instancesOf(system, to, instances)
          .map((each) => (hops === undefined ? url(each) : `http://${upstream(hops.port(from, each))}`))
          .join(','),
      databaseUrl: (from) => postgres.url(from, hops?.port(from, 'postgres')),
      kafkaBrokers: (from) => (hops === undefined ? kafkaBrokers() : upstream(hops.port(from, 'kafka'))),
    },
    gatewayKeySecret: token(),
    bank: { ledgerFile, controlPort: bankControlPort, controlToken: token() },
    build: options.build ?? {},
    logLevel: options.logLevel ?? 'info',
    marker: janitor.marker,
  };

  const programOf = (role: Part): ProcessProgram => {
    if (role === PROXY)
      return toxiproxyProgram({ program: tools.toxiproxy, hops: hops!, environment, logFile: logFile(role) });
    // SIGINT closes PostgreSQL without waiting for its clients; SIGQUIT ends it the way a crash does, all processes of it.
    if (role === 'postgres')
      return { ...postgres, hasChildren: true, stopSignal: 'SIGINT', killSignal: 'SIGQUIT' };
    if (role === 'kafka') return kafka!;
    const service = system.services.find((each) => each.role === roleOf(role))!;
    return serviceProgram(service, role, kitchen, logFile(role));
  };
  const parts = partsOf(system, { hops: hops !== undefined, instances });
  const { roles, lives } = createRoles(system, parts, (part) => {
    const program = processProgram(programOf(part));
    return hops?.boundTo(part, program) ?? program;
  });

  async function startAll(): Promise<void> {
    await mkdir(join(runFolder, 'bank'), { recursive: true });
    await startInOrder(system, roles.start, { hops: hops !== undefined, instances });
  }

  async function closeAll(): Promise<void> {
    await Promise.all(lives.filter(({ role }) => isService(role)).map((each) => each.close()));
    // Nobody reads Kafka's data again, and Toxiproxy has none: they need not be tidy.
    const servers = lives.filter(({ role }) => !isService(role));
    await Promise.all(servers.map((each) => each.close(each.role === 'postgres' ? 'stop' : 'kill')));
    await rm(dataFolder, { recursive: true, force: true });
    await janitor.unwatch(dataFolder);
  }
  let closing: Promise<void> | undefined;

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
      databaseUrl: postgres.url,
      kafkaBrokers,
      bankLedgerFile: async () => ledgerFile,
      bankControl: () => ({ url: `http://127.0.0.1:${bankControlPort}`, token: kitchen.bank.controlToken }),
      apiKey: (customerId) => signApiKey(kitchen.gatewayKeySecret, customerId),
    },
    tail: (role, lines) => tailOf(logFile(role), lines),
    logFile: async (role) => logFile(role),
    close: () => (closing ??= closeAll()),
  };
}
