/**
 * A kitchen as plain processes of this machine, on free loopback ports. Data goes to `<run>/<side>/data`, which is
 * removed at the end, logs to `<run>/<side>/logs`, the bank's ledger to `<run>/<side>/bank`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import { isInfrastructure, type Role, SYSTEMS } from '../systems.ts';
import type { LocalTools } from '../tools/tools.ts';
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
  const { side, tools, janitor, runFolder, system = SYSTEMS[options.side] } = options;
  const dataFolder = join(runFolder, 'data');
  const ledgerFile = join(runFolder, 'bank', 'ledger.ndjson');
  const environment = baseEnvironment(janitor.marker);
  const logFile = (role: Role): string =>
    join(runFolder, 'logs', `${role}.${isInfrastructure(role) ? 'log' : 'ndjson'}`);

  const [postgresPort, kafkaPort, controllerPort, bankControlPort, ...servicePorts] = (await freePorts(
    4 + system.services.length,
  )) as [number, number, number, number, ...number[]];
  const ports = new Map<Role, number>(system.services.map(({ role }, index) => [role, servicePorts[index]!]));
  if (options.gatewayPort !== undefined) ports.set('gateway', options.gatewayPort);
  await janitor.watch(dataFolder);

  const postgres = createPostgres({
    program: tools.postgres,
    dataFolder: join(dataFolder, 'postgres'),
    logFile: logFile('postgres'),
    port: postgresPort,
    environment,
  });
  const { java, kafkaLibs } = tools;
  let kafka: KafkaBroker | undefined;
  if (system.infrastructure.includes('kafka')) {
    if (java === undefined || kafkaLibs === undefined)
      throw new Error('this kitchen needs java and kafkaLibs');
    const place = { port: kafkaPort, controllerPort, dataFolder: join(dataFolder, 'kafka') };
    kafka = createKafka({ ...place, java, libs: kafkaLibs, environment, logFile: logFile('kafka') });
  }

  const url = (role: Role): string => {
    const port = ports.get(role);
    if (port === undefined) throw new Error(`${role} has no HTTP server in this kitchen`);
    return `http://127.0.0.1:${port}`;
  };
  const kafkaBrokers = (): string => {
    if (kafka === undefined) throw new Error('this kitchen has no Kafka');
    return kafka.brokers;
  };
  const kitchen: Kitchen = {
    url,
    kafkaBrokers,
    databaseUrl: postgres.url,
    gatewayKeySecret: token(),
    bank: { ledgerFile, controlPort: bankControlPort, controlToken: token() },
    build: options.build ?? {},
    logLevel: options.logLevel ?? 'info',
    marker: janitor.marker,
  };

  const programOf = (role: Role): ProcessProgram => {
    // SIGINT closes PostgreSQL without waiting for its clients; SIGQUIT ends it the way a crash does, all processes of it.
    if (role === 'postgres')
      return { ...postgres, hasChildren: true, stopSignal: 'SIGINT', killSignal: 'SIGQUIT' };
    if (role === 'kafka') return kafka!;
    const service = system.services.find((each) => each.role === role)!;
    return serviceProgram(service, kitchen, logFile(role));
  };
  const { roles, lives } = createRoles(system, (role) => processProgram(programOf(role)));

  async function startAll(): Promise<void> {
    await mkdir(join(runFolder, 'bank'), { recursive: true });
    await startInOrder(system, roles.start);
  }

  async function closeAll(): Promise<void> {
    await Promise.all(lives.filter(({ role }) => !isInfrastructure(role)).map((each) => each.close()));
    // Nobody reads Kafka's data again: it need not be tidy.
    const infrastructure = lives.filter(({ role }) => isInfrastructure(role));
    await Promise.all(infrastructure.map((each) => each.close(each.role === 'kafka' ? 'kill' : 'stop')));
    await rm(dataFolder, { recursive: true, force: true });
    await janitor.unwatch(dataFolder);
  }
  let closing: Promise<void> | undefined;

  return {
    side,
    startAll,
    ...roles,
    url,
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
