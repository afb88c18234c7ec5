/** How a service of a kitchen is started: its command, its whole environment, and when it is ready. */
import { join } from 'node:path';
import { LAB_FOLDER, ROOT } from '../places.ts';
import {
  numberOf,
  type RoleInstance,
  type ServiceDescription,
  type ServiceRole,
  urlVariable,
} from '../systems.ts';
import { type Build, buildEnvironment } from './build.ts';
import type { ProcessProgram } from './processes/process-program.ts';
import { tailOf } from './processes/tail.ts';
import { serviceReady } from './ready.ts';

/** What a program may know of the machine's user; everything else is said explicitly. */
const INHERITED = ['PATH', 'HOME', 'TZ', 'LANG', 'TMPDIR'];

/** What all services of a kitchen are told, each its own part of it. */
export type Kitchen = {
  /** Of the service itself. */
  url(instance: RoleInstance): string;
  /** How a service reaches the others: directly, or by its own way through a proxy. */
  ways: {
    /** Of all instances of the other, in their order, with commas in between. */
    url(from: ServiceRole, to: ServiceRole): string;
    databaseUrl(from: ServiceRole): string;
    kafkaBrokers(from: ServiceRole): string;
  };
  gatewayKeySecret: string;
  bank: { ledgerFile: string; controlPort: number; controlToken: string };
  build: Build;
  logLevel: string;
  marker: Readonly<Record<string, string>>;
};

/** The environment of any program that a run starts. */
export function baseEnvironment(marker: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...marker };
}

/** The environment of a service: what it needs and nothing more. */
function serviceEnvironment(
  service: ServiceDescription,
  instance: RoleInstance,
  kitchen: Kitchen,
  generation: number,
): Record<string, string> {
  const { role } = service;
  const { ways } = kitchen;
  const { hostname, port } = new URL(kitchen.url(instance));
  return {
    ...baseEnvironment(kitchen.marker),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(LAB_FOLDER, 'compile-cache'),
    HOST: hostname,
    PORT: port,
    LOG_LEVEL: kitchen.logLevel,
    ...Object.fromEntries(service.calls.map((other) => [urlVariable(other), ways.url(role, other)])),
    ...(service.database
      ? { DATABASE_URL: ways.databaseUrl(role), INSTANCE: String(numberOf(instance)) }
      : {}),
    ...(service.kafka ? { KAFKA_BROKERS: ways.kafkaBrokers(role) } : {}),
    ...(role === 'gateway' ? { GATEWAY_KEY_SECRET: kitchen.gatewayKeySecret } : {}),
    ...(role === 'bank'
      ? {
          BANK_LEDGER_FILE: kitchen.bank.ledgerFile,
          BANK_CONTROL_PORT: String(kitchen.bank.controlPort),
          BANK_CONTROL_TOKEN: kitchen.bank.controlToken,
        }
      : {}),
    ...buildEnvironment(service, kitchen.build, generation),
  };
}

/** Node itself, without a wrapper, so that a kill hits the service. Ready when it says so by HTTP. */
export function serviceProgram(
  service: ServiceDescription,
  instance: RoleInstance,
  kitchen: Kitchen,
  logFile: string,
): ProcessProgram {
  let starts = 0;
  return {
    command: async () => ({
      command: process.execPath,
      arguments: [join(ROOT, service.entry)],
      environment: serviceEnvironment(service, instance, kitchen, ++starts),
      logFile,
      folder: ROOT,
    }),
    ready: (started) =>
      serviceReady(instance, kitchen.url(instance), {
        exit: started.exit,
        tail: (lines) => tailOf(logFile, lines),
      }),
  };
}
