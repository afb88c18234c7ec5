/**
 * The machine's own speed on this day: CPU of a bare hop, a bare commit and a bare message. What a kitchen costs is
 * stated as a multiple of it, because absolute times move by a factor of two from one day to the next.
 *
 * Idle CPU of the same processes, connected and doing nothing, is measured first and subtracted. Each pair of services
 * sees an order's hop once, so the yardstick's rate is the rate of orders.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMsOf, withDescendants } from '../../runtimes/processes/thread-cpu.ts';
import type { BenchContext, Measurement } from '../part.ts';
import type { Pace } from './pace.ts';
import { startKafkaAlone, startPostgresAlone } from './servers.ts';
import { startWorker, type Worker } from './start-worker.ts';

export const RATES = [50, 100, 150] as const;
export type Rate = (typeof RATES)[number];

/** CPU-ms of one piece of work, on the side that asks for it and on the side that does it. */
export type UnitCost = { clientMs: number; serverMs: number };
type Unit = 'hop' | 'commit' | 'message';
export type Yardstick = Record<Unit, ReadonlyMap<Rate | 'closed loop', UnitCost>>;

const PACES = [...RATES, 'closed loop'] as const;
const WARM_UP_SECONDS = 6;
const SETTLE_SECONDS = 0.5;
const IDLE_SECONDS = 5;
const MEASURE_SECONDS = 4;
const ROUNDS = 3;
const CLOSED_LOOP: Pace = { inFlight: 4 };

type End = 'clientMs' | 'serverMs';
type Bench = { client: Worker; server: () => number[] };

const measuredFor = new WeakMap<BenchContext, Promise<Yardstick>>();

/** Measured once in an invocation, for all parts that compare with it. */
export function yardstickOf(context: BenchContext): Promise<Yardstick> {
  const known = measuredFor.get(context) ?? measureYardstick(context);
  measuredFor.set(context, known);
  return known;
}

async function measureYardstick(context: BenchContext): Promise<Yardstick> {
  const { progress } = context;
  progress.begin('Yardstick: a bare hop, commit and message', secondsInAll() * 1000);
  const measured = {
    hop: await hop(context),
    commit: await commit(context),
    message: await message(context),
  };
  progress.done();
  return measured;
}

export function yardstickTable(yardstick: Yardstick): Measurement[] {
  return (['hop', 'commit', 'message'] as const).flatMap((unit) =>
    [...yardstick[unit]].map(([pace, { clientMs, serverMs }]) => ({
      what: `a bare ${unit}, ${typeof pace === 'number' ? `${pace}/s` : pace}`,
      value: clientMs + serverMs,
      unit: 'CPU-ms',
    })),
  );
}

async function hop(context: BenchContext): Promise<Yardstick['hop']> {
  const server = await startWorker(context, 'server');
  const client = await startWorker(context, 'hop', server.address);
  try {
    return await measure({ client, server: () => [server.pid] }, context.signal);
  } finally {
    client.end();
    server.end();
  }
}

async function commit(context: BenchContext): Promise<Yardstick['commit']> {
  const postgres = await startPostgresAlone(context);
  const client = await startWorker(context, 'commit', postgres.address);
  try {
    return await measure({ client, server: () => withDescendants(postgres.pid) }, context.signal);
  } finally {
    client.end();
    await postgres.stop();
  }
}

async function message(context: BenchContext): Promise<Yardstick['message']> {
  const kafka = await startKafkaAlone(context);
  const client = await startWorker(context, 'message', kafka.address);
  try {
    return await measure({ client, server: () => [kafka.pid] }, context.signal);
  } finally {
    client.end();
    await kafka.stop();
  }
}

async function measure({ client, server }: Bench, signal: AbortSignal): Promise<Yardstick[Unit]> {
  const used = () => ({
    atMs: performance.now(),
    clientMs: cpuMsOf([client.pid]),
    serverMs: cpuMsOf(server()),
  });
  // Compiles what is measured, a Java server's code too, and opens the connections.
  await client.work(CLOSED_LOOP, WARM_UP_SECONDS);
  await delay(SETTLE_SECONDS * 1000, undefined, { signal });
  const idleFrom = used();
  await delay(IDLE_SECONDS * 1000, undefined, { signal });
  const idleTo = used();
  const idle = (end: End) => (idleTo[end] - idleFrom[end]) / (idleTo.atMs - idleFrom.atMs);

  const rounds = new Map(PACES.map((pace) => [pace, [] as UnitCost[]]));
  // Round by round over all paces, so that a slow moment of the machine does not hit one of them alone.
  for (let round = 0; round < ROUNDS; round++) {
    for (const pace of PACES) {
      signal.throwIfAborted();
      const how = pace === 'closed loop' ? CLOSED_LOOP : { ratePerSecond: pace };
      await client.work(how, SETTLE_SECONDS);
      const from = used();
      const count = await client.work(how, MEASURE_SECONDS);
      const to = used();
      const each = (end: End) => (to[end] - from[end] - idle(end) * (to.atMs - from.atMs)) / count;
      rounds.get(pace)!.push({ clientMs: each('clientMs'), serverMs: each('serverMs') });
    }
  }
  return new Map([...rounds].map(([pace, costs]) => [pace, median(costs)]));
}

function median(costs: readonly UnitCost[]): UnitCost {
  const sorted = costs.toSorted(
    (one, other) => one.clientMs + one.serverMs - other.clientMs - other.serverMs,
  );
  return sorted[Math.floor(sorted.length / 2)]!;
}

function secondsInAll(): number {
  const starting = 15;
  const measuring = ROUNDS * PACES.length * (SETTLE_SECONDS + MEASURE_SECONDS);
  return starting + 3 * (WARM_UP_SECONDS + SETTLE_SECONDS + IDLE_SECONDS + measuring);
}
