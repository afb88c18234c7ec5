/**
 * A kitchen as plain processes of this machine, on free loopback ports. Data goes to `<run>/<side>/data`, which is
 * removed at the end, logs to `<run>/<side>/logs`, the bank's ledger to `<run>/<side>/bank`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { type Role, type ServiceDescription, SYSTEMS, type SystemDescription } from '../systems.ts';
import type { KitchenTools } from '../tools/tools.ts';
import type { Janitor } from './janitor.ts';
import { createKafka, type KafkaBroker } from './kafka/kafka.ts';
import { freePorts } from './ports.ts';
import { createPostgres } from './postgres/postgres.ts';
import { tailOf } from './processes/tail.ts';
import { RoleProcess } from './role-process.ts';
import type { Exit, Runtime } from './runtime.ts';
import { baseEnvironment, type Kitchen, serviceProgram } from './service-program.ts';

export type LocalRuntimeOptions = {
  side: Side;
  /** `<run>/<side>`: made when it is not there. */
  runFolder: string;
  tools: KitchenTools;
  janitor: Janitor;
  /** Test-only switches, given to the services. */
  mutants?: readonly string[];
  /** Reserved by the caller (ports.ts), before any port is handed out. Default: any free port. */
  gatewayPort?: number;
  logLevel?: string;
  /** For tests of the runtime itself. */
  system?: SystemDescription;
};

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
    mutants: options.mutants ?? [],
    logLevel: options.logLevel ?? 'info',
    marker: janitor.marker,
  };

  const listeners: ((role: Role, exit: Exit) => void)[] = [];
  const supervise = (role: Role, program: ConstructorParameters<typeof RoleProcess>[1]) =>
    new RoleProcess(role, program, (exit) => {
      for (const listener of listeners) listener(role, exit);
    });
  const roles = new Map<Role, RoleProcess>();
  // SIGINT closes PostgreSQL without waiting for its clients; SIGQUIT ends it the way a crash does, all processes of it.
  const postgresProgram = {
    ...postgres,
    hasChildren: true,
    stopSignal: 'SIGINT',
    killSignal: 'SIGQUIT',
  } as const;
  roles.set('postgres', supervise('postgres', postgresProgram));
  if (kafka !== undefined) roles.set('kafka', supervise('kafka', kafka));
  for (const service of system.services) {
    roles.set(service.role, supervise(service.role, serviceProgram(service, kitchen, logFile(service.role))));
  }
  const process = (role: Role): RoleProcess => {
    const found = roles.get(role);
    if (found === undefined) throw new LabError(EXIT.usage, `The ${system.name} kitchen has no ${role}.`);
    return found;
  };

  async function startAll(): Promise<void> {
    await mkdir(join(runFolder, 'bank'), { recursive: true });
    const infrastructure = new Map(
      system.infrastructure.map((role) => [role, process(role).start()] as const),
    );
    const startService = async (service: ServiceDescription): Promise<void> => {
      if (service.database) await infrastructure.get('postgres');
      if (service.kafka) await infrastructure.get('kafka');
      await process(service.role).start();
    };
    const starts = [...infrastructure.values(), ...system.services.map(startService)];
    // Waits for all of them, so that nothing is still starting when it fails.
    const failed = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async function closeAll(): Promise<void> {
    const all = [...roles.values()];
    await Promise.all(all.filter(({ role }) => !isInfrastructure(role)).map((each) => each.close()));
    // Nobody reads Kafka's data again: it need not be tidy.
    const infrastructure = all.filter(({ role }) => isInfrastructure(role));
    await Promise.all(infrastructure.map((each) => each.close(each.role === 'kafka' ? 'kill' : 'stop')));
    await rm(dataFolder, { recursive: true, force: true });
    await janitor.unwatch(dataFolder);
  }
  let closing: Promise<void> | undefined;

  return {
    side,
    startAll,
    start: (role) => process(role).start(),
    stop: (role) => process(role).stop(),
    kill: (role) => process(role).kill(),
    pause: (role) => process(role).pause(),
    resume: (role) => process(role).resume(),
    instance: (role) => process(role).instance(),
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
    sample: () => new Map([...roles.values()].map((each) => [each.role, each.sample()])),
    threadCpu: () => new Map([...roles.values()].map((each) => [each.role, each.threadCpu()])),
    onUnexpectedExit: (listener) => void listeners.push(listener),
    close: () => (closing ??= closeAll()),
  };
}

function isInfrastructure(role: Role): boolean {
  return role === 'postgres' || role === 'kafka';
}
