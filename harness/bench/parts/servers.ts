/**
 * What docs/decisions say was measured: one PostgreSQL server for a kitchen against one for each service (decision 3), and
 * what an idle kafkajs client costs with its timers mended and without (decision 4).
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '#shared/platform/postgres.ts';
import { freePorts } from '../../runtimes/ports.ts';
import { createPostgres } from '../../runtimes/postgres/postgres.ts';
import { type ManagedProcess, startProcess } from '../../runtimes/processes/managed-process.ts';
import { cpuMsOf, withDescendants } from '../../runtimes/processes/thread-cpu.ts';
import { SYSTEMS, servicesOf } from '../../systems.ts';
import type { BenchContext, BenchPart, Measurement } from '../part.ts';
import type { Pace } from '../yardstick/pace.ts';
import { startKafkaAlone } from '../yardstick/servers.ts';
import { startWorker } from '../yardstick/start-worker.ts';

const DATABASES = servicesOf(SYSTEMS.rr).map(({ role }) => role);
const COMMIT_SECONDS = 3;
const IN_TURN: Pace = { inFlight: 1 };
const IDLE_SECONDS = 5;

export const servers: BenchPart = {
  name: 'servers',
  title: 'One PostgreSQL or one for each service; an idle kafkajs client, mended or not',
  minutes: 1,
  async measure(context) {
    const one = await measureServers(context, 'one server', [[...DATABASES]]);
    const each = await measureServers(
      context,
      'a server for each service',
      DATABASES.map((database) => [database]),
    );
    return [...one, ...each, ...(await measureIdleClients(context))];
  },
};

/** Starts a server for each group of databases, all at once, and commits in all databases in parallel. */
async function measureServers(
  context: BenchContext,
  what: string,
  groups: readonly string[][],
): Promise<Measurement[]> {
  context.progress.begin(`PostgreSQL: ${what}`);
  const startedMs = performance.now();
  const started = await Promise.all(groups.map((_, index) => startServer(context, `${what}-${index}`)));
  const startSeconds = (performance.now() - startedMs) / 1000;
  const urls = groups.flatMap((group, index) => group.map((database) => started[index]!.url(database)));
  const workers = await Promise.all(urls.map((url) => startWorker(context, 'commit', url)));
  const pids = (): number[] => started.flatMap(({ process }) => withDescendants(process.pid));
  const cpuBeforeMs = cpuMsOf(pids());
  const counts = await Promise.all(workers.map((worker) => worker.work(IN_TURN, COMMIT_SECONDS)));
  const cpuMs = cpuMsOf(pids()) - cpuBeforeMs;
  const commits = counts.reduce((sum, count) => sum + count, 0);
  for (const worker of workers) worker.end();
  for (const { process } of started) process.signal('SIGINT');
  await Promise.all(started.map(({ process }) => process.exited));
  context.progress.done();
  return [
    { what: `${what}: until all answer`, value: startSeconds, unit: 's' },
    { what: `${what}: commits, all databases at once`, value: commits / COMMIT_SECONDS, unit: '/s' },
    { what: `${what}: PostgreSQL's CPU per commit`, value: (cpuMs * 1000) / commits, unit: 'µs' },
  ];
}

async function startServer(
  { tools, janitor, folder }: BenchContext,
  name: string,
): Promise<{ process: ManagedProcess; url(database: string): string }> {
  const [port] = (await freePorts(1)) as [number];
  const postgres = createPostgres({
    program: tools.postgres,
    dataFolder: join(folder, name, 'data'),
    logFile: join(folder, `${name}.log`),
    port,
    environment: janitor.marker,
  });
  const process = await startProcess(await postgres.command());
  await postgres.ready(process);
  // A server answers before its first commit has touched the disk.
  const pool = createPool(postgres.url('orders'), { max: 1 });
  await pool.query('create table ready ()');
  await pool.end();
  return { process, url: postgres.url };
}

async function measureIdleClients(context: BenchContext): Promise<Measurement[]> {
  context.progress.begin('kafkajs: an idle producer and consumer');
  const kafka = await startKafkaAlone(context);
  const measurements: Measurement[] = [];
  for (const [kind, what] of [
    ['message', 'timers mended'],
    ['message-as-released', 'as released'],
  ] as const) {
    const worker = await startWorker(context, kind, kafka.address);
    // The timers start with the first message on a connection.
    await worker.work(IN_TURN, 1);
    const cpuBeforeMs = cpuMsOf([worker.pid]);
    await delay(IDLE_SECONDS * 1000, undefined, { signal: context.signal });
    const cpuMs = cpuMsOf([worker.pid]) - cpuBeforeMs;
    worker.end();
    measurements.push({
      what: `idle kafkajs client, ${what}`,
      value: cpuMs / IDLE_SECONDS,
      unit: 'CPU-ms/s',
    });
  }
  await kafka.stop();
  context.progress.done();
  return measurements;
}
