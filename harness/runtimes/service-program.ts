/** How a service of a kitchen is started: its command, its whole environment, and when it is ready. */
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { LAB_FOLDER, ROOT } from '../places.ts';
import type { ServiceDescription, ServiceRole } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';
import { tailOf } from './processes/tail.ts';
import type { RoleProgram } from './role-process.ts';

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 25;
const ANSWER_WITHIN_MS = 1_000;
/** What a program may know of the machine's user; everything else is said explicitly. */
const INHERITED = ['PATH', 'HOME', 'TZ', 'LANG', 'TMPDIR'];

/** What all services of a kitchen are told, each its own part of it. */
export type Kitchen = {
  url(role: ServiceRole): string;
  databaseUrl(role: ServiceRole): string;
  kafkaBrokers(): string;
  gatewayKeySecret: string;
  bank: { ledgerFile: string; controlPort: number; controlToken: string };
  mutants: readonly string[];
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
function serviceEnvironment(service: ServiceDescription, kitchen: Kitchen): Record<string, string> {
  const { role } = service;
  const { hostname, port } = new URL(kitchen.url(role));
  return {
    ...baseEnvironment(kitchen.marker),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(LAB_FOLDER, 'compile-cache'),
    HOST: hostname,
    PORT: port,
    LOG_LEVEL: kitchen.logLevel,
    ...Object.fromEntries(service.calls.map((other) => [`${other.toUpperCase()}_URL`, kitchen.url(other)])),
    ...(service.database ? { DATABASE_URL: kitchen.databaseUrl(role) } : {}),
    ...(service.kafka ? { KAFKA_BROKERS: kitchen.kafkaBrokers() } : {}),
    ...(role === 'gateway' ? { GATEWAY_KEY_SECRET: kitchen.gatewayKeySecret } : {}),
    ...(role === 'bank'
      ? {
          BANK_LEDGER_FILE: kitchen.bank.ledgerFile,
          BANK_CONTROL_PORT: String(kitchen.bank.controlPort),
          BANK_CONTROL_TOKEN: kitchen.bank.controlToken,
        }
      : {}),
    ...(kitchen.mutants.length > 0 && service.database
      ? { MUTANT: kitchen.mutants.join(','), ALLOW_MUTANTS: 'yes' }
      : {}),
  };
}

/** Node itself, without a wrapper, so that a kill hits the service. Ready when it says so by HTTP. */
export function serviceProgram(service: ServiceDescription, kitchen: Kitchen, logFile: string): RoleProgram {
  const { role } = service;
  return {
    command: async () => ({
      command: process.execPath,
      arguments: [join(ROOT, service.entry)],
      environment: serviceEnvironment(service, kitchen),
      logFile,
      folder: ROOT,
    }),
    async ready(started) {
      const address = `${kitchen.url(role)}/health/ready`;
      let problem = 'it does not listen';
      const answer = await waitUntil(
        async () => {
          if (started.exit() !== undefined) return 'ended' as const;
          const reason = await askReady(address);
          if (reason === null) return 'ready' as const;
          problem = reason;
          return undefined;
        },
        { timeoutMs: READY_WITHIN_MS, everyMs: ASK_EVERY_MS },
      );
      if (answer === 'ready') return;
      const sentence =
        answer === 'ended'
          ? `The service ${role} ended while it was starting (${describe(started.exit()!)}).`
          : `The service ${role} did not get ready within ${READY_WITHIN_MS / 1000} s: ${problem}.`;
      throw new LabError(EXIT.failed, sentence, { details: await tailOf(logFile, 10) });
    },
  };
}

/** @returns null when it is ready, else why not */
async function askReady(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 200) {
      await response.body?.cancel();
      return null;
    }
    return `it answers ${response.status} ${await response.text()}`;
  } catch {
    // Not listening yet, or too busy to answer: asked again until the bound.
    return 'it does not answer';
  }
}

const describe = (exit: { code: number | null; signal: string | null }): string =>
  exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
