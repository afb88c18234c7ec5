/** k6 as a process of a run: started, followed while it runs, and asked for its own counts at the end. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CUSTOMERS } from '../../load-tests/schedule.ts';
import type { LoadSettings, LoadSummary } from '../../load-tests/settings.ts';
import { scheduleOf } from '../../load-tests/shape.ts';
import { EXIT, type ExitCode, LabError } from '../errors.ts';
import type { K6Output } from '../observe/k6-output.ts';
import { ROOT } from '../places.ts';
import { type ManagedProcess, startProcess } from '../runtimes/processes/managed-process.ts';
import { readMemory, readStat } from '../runtimes/processes/process-table.ts';
import { tailOf } from '../runtimes/processes/tail.ts';
import type { ResourceUse, Runtime } from '../runtimes/runtime.ts';
import { doublingsOf, shapeOf, spikesOf, stormsOf } from '../scenarios/clients.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { waitUntil } from '../wait-until.ts';
import { LiveOperations } from './live-operations.ts';

const STARTS_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;
const LOG_LINES = 10;

export type LoadResult = LoadSummary & { exitCode: number };

export type Load = {
  /** When the first order was due, epoch ms. */
  startMs: number;
  live: LiveOperations;
  /** CPU so far and memory now; after its end what was seen last. */
  use(): ResourceUse;
  /**
   * Resolves when k6 has ended by itself and every operation is in `live`.
   * @throws {LabError} 3 when it fails: then its load was not the one that was wanted
   */
  finished(): Promise<LoadResult>;
  /** Ends it now, whatever it does, and closes what follows it. */
  stop(): Promise<void>;
};

export type LoadPlan = {
  runtime: Runtime;
  k6: string;
  scenario: Scenario;
  seed: number;
  /** Of the run, on this side. */
  folder: string;
  /** The janitor's marker. */
  marker: Readonly<Record<string, string>>;
  /** Ends the wait for k6's first order, and k6 with it. */
  signal: AbortSignal;
  /** Where k6 writes its numbers, too. */
  output?: K6Output | undefined;
};

export function durationSeconds({ seconds }: Scenario): number {
  return seconds.warmUp + seconds.baseline + seconds.fault + seconds.recovery;
}

/** How many orders the schedule has. */
export const plannedOrders = (scenario: Scenario): number =>
  scheduleOf(shapeOf(scenario)).planned(durationSeconds(scenario));

/** @throws {LabError} 69 when k6 does not start, with the last lines of its log */
export async function startLoad(plan: LoadPlan): Promise<Load> {
  const logs = join(plan.folder, 'logs');
  const logFile = join(logs, 'k6.log');
  const linesFile = join(logs, 'load.ndjson');
  const summaryFile = join(logs, 'load.json');
  await mkdir(logs, { recursive: true });
  await writeFile(linesFile, '');
  const k6 = await startK6(plan, { logFile, linesFile, summaryFile });

  const live = new LiveOperations(linesFile);
  const stop = async (): Promise<void> => {
    k6.signal('SIGKILL');
    await k6.exited;
    live.close();
  };
  const startMs = await startOf(live, k6, plan.signal).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  if (startMs === undefined) {
    await stop();
    throw await k6Failed(EXIT.unavailable, 'k6 did not start the load', logFile);
  }

  let lastUse: ResourceUse = { cpuMs: 0, rssBytes: 0 };
  return {
    startMs,
    live,
    use() {
      const stat = readStat(k6.pid);
      const memory = readMemory(k6.pid);
      if (k6.exit() === undefined && stat !== undefined && memory !== undefined) {
        lastUse = { cpuMs: stat.cpuMs, rssBytes: memory.residentBytes };
      }
      return lastUse;
    },
    async finished() {
      const { code, signal } = await k6.exited;
      live.poll();
      if (code === null) throw await k6Failed(EXIT.invalid, `k6 was ended by ${signal}`, logFile);
      if (code !== 0) throw await k6Failed(EXIT.invalid, `k6 ended with code ${code}`, logFile);
      return { ...(JSON.parse(await readFile(summaryFile, 'utf8')) as LoadSummary), exitCode: code };
    },
    stop,
  };
}

/** When the first order was due; undefined when k6 ends without one, or takes too long. */
async function startOf(
  live: LiveOperations,
  k6: ManagedProcess,
  signal: AbortSignal,
): Promise<number | undefined> {
  const found = await waitUntil(
    () => {
      signal.throwIfAborted();
      live.poll();
      return live.startMs() ?? (k6.exit() === undefined ? undefined : ('ended' as const));
    },
    { timeoutMs: STARTS_WITHIN_MS, everyMs: LOOK_EVERY_MS },
  );
  return found === 'ended' ? undefined : found;
}

function startK6(
  { runtime, k6, scenario, seed, marker, output }: LoadPlan,
  { logFile, linesFile, summaryFile }: { logFile: string; linesFile: string; summaryFile: string },
): Promise<ManagedProcess> {
  const settings: LoadSettings = {
    target: runtime.url('gateway'),
    seed,
    ratePerSecond: scenario.ratePerSecond,
    spikes: spikesOf(scenario),
    storms: stormsOf(scenario),
    doublings: doublingsOf(scenario),
    durationSeconds: durationSeconds(scenario),
    clientTimeoutMs: scenario.clientTimeoutMs,
    readAfterLoadMs: scenario.seconds.drainAtMost * 1000,
    apiKeys: Object.fromEntries(
      CUSTOMERS.map(({ customerId }) => [customerId, runtime.access.apiKey(customerId)]),
    ),
    summaryFile,
  };
  return startProcess({
    command: k6,
    // Raw console output to a file: the cheapest way to exactly one line per operation.
    arguments: [
      'run',
      '--quiet',
      '--no-usage-report',
      '--log-format',
      'raw',
      '--console-output',
      linesFile,
      ...(output?.arguments ?? []),
      'load-tests/orders.ts',
    ],
    environment: {
      ...marker,
      ...output?.environment,
      // Not in a file: the keys are worth nothing after the run, but secrets are never written down.
      LOAD_SETTINGS: JSON.stringify(settings),
      // Else k6 asks a server of its maker what the script may need.
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
    logFile,
    folder: ROOT,
  });
}

async function k6Failed(exitCode: ExitCode, what: string, logFile: string): Promise<LabError> {
  return new LabError(exitCode, `${what}.`, { details: await tailOf(logFile, LOG_LINES) });
}
