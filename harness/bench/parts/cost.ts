/**
 * CPU per order of each side, idle subtracted, and how many times that is of what its hops, commits and messages cost
 * bare. The counts are the kitchen's own. Of the client's hop the kitchen does one half only, so one half is counted; a
 * message counts once, however many services read it.
 */
import { drain } from '../../experiment/drain.ts';
import type { Kitchen } from '../../experiment/kitchen.ts';
import { until } from '../../experiment/pause.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import { type Counters, difference, readCounters } from '../gauges/counters.ts';
import { type CpuByGroup, combine, cpuByGroup, GROUPS, total } from '../gauges/cpu-by-group.ts';
import type { BenchContext, BenchPart, Measurement } from '../part.ts';
import { runBurst } from '../subjects/burst.ts';
import { withKitchen } from '../subjects/kitchen.ts';
import { RATES, type Rate, type UnitCost, type Yardstick, yardstickOf } from '../yardstick/yardstick.ts';

const SETTLE_SECONDS = 5;
const MEASURE_SECONDS = 15;
const DRAIN_SECONDS = 20;
const IDLE_SECONDS = 8;
const AT_MOST_TIMES_BARE = 2;
const AT_MOST_IDLE_CORES = 0.2;

export const cost: BenchPart = {
  name: 'cost',
  title: 'CPU per order, against what its hops, commits and messages cost bare; idle CPU',
  minutes: 8,
  async measure(context) {
    const yardstick = await yardstickOf(context);
    const measurements: Measurement[] = [];
    for (const side of SIDES) {
      measurements.push(
        ...(await withKitchen(context, side, (kitchen) => measureSide(context, kitchen, yardstick))),
      );
    }
    return measurements;
  },
};

async function measureSide(
  context: BenchContext,
  kitchen: Kitchen,
  yardstick: Yardstick,
): Promise<Measurement[]> {
  const { side } = kitchen;
  const { progress, signal } = context;
  const { name } = SYSTEMS[side];
  progress.begin(`${name}: idle`, (SETTLE_SECONDS + IDLE_SECONDS) * 1000);
  // Compiles the code, opens the connections: what an idle kitchen has after its first orders.
  await runBurst(context, kitchen, {
    ratePerSecond: 50,
    seconds: SETTLE_SECONDS,
    seed: 1,
    drainSeconds: DRAIN_SECONDS,
  });
  await drain(kitchen.databases, kitchen.topics, {
    atMostMs: DRAIN_SECONDS * 1000,
    signal,
    tell: () => undefined,
  });
  const idlePerSecond = await cpuPerSecond(kitchen, IDLE_SECONDS, signal);
  progress.done();

  const measurements: Measurement[] = [
    {
      what: `${name}, idle`,
      value: total(idlePerSecond) / 1000,
      unit: 'cores',
      mark: { atMost: AT_MOST_IDLE_CORES },
    },
  ];
  for (const rate of RATES) {
    progress.begin(`${name}: ${rate} orders/s`, (SETTLE_SECONDS + MEASURE_SECONDS) * 1000);
    const { cpuMs, counted } = await perOrder(context, kitchen, rate, idlePerSecond);
    progress.done();
    const bare = bareMs(counted, yardstick, rate);
    const at = `${name}, ${rate}/s`;
    measurements.push(
      ...GROUPS.filter((group) => group !== 'kafka' || side === 'ed').map((group) => ({
        what: `${at}: ${group}`,
        value: cpuMs[group],
        unit: 'CPU-ms per order',
      })),
      { what: `${at}: hops`, value: counted.served, unit: 'per order' },
      { what: `${at}: commits`, value: counted.commits, unit: 'per order' },
      { what: `${at}: messages`, value: counted.messages, unit: 'per order' },
      { what: `${at}: in all`, value: total(cpuMs), unit: 'CPU-ms per order' },
      { what: `${at}: its hops, commits and messages bare`, value: bare, unit: 'CPU-ms per order' },
      {
        what: `${at}: times bare`,
        value: total(cpuMs) / bare,
        unit: '×',
        mark: { atMost: AT_MOST_TIMES_BARE },
      },
    );
  }
  return measurements;
}

/** Runs a load and looks at a window of it, from which the start is left out. */
async function perOrder(context: BenchContext, kitchen: Kitchen, rate: Rate, idlePerSecond: CpuByGroup) {
  let window: { fromMs: number; toMs: number; cpuMs: CpuByGroup; counted: Counters } | undefined;
  const { orders } = await runBurst(context, kitchen, {
    ratePerSecond: rate,
    seconds: SETTLE_SECONDS + MEASURE_SECONDS + 1,
    seed: rate,
    drainSeconds: DRAIN_SECONDS,
    async during({ startMs }) {
      await until(startMs + SETTLE_SECONDS * 1000, context.signal);
      // Asking for the counters costs CPU, too: outside of the window on both ends.
      const countersBefore = await readCounters(kitchen);
      const from = { atMs: Date.now(), cpuMs: cpuByGroup(kitchen.runtime) };
      await until(from.atMs + MEASURE_SECONDS * 1000, context.signal);
      const to = { atMs: Date.now(), cpuMs: cpuByGroup(kitchen.runtime) };
      window = {
        ...{ fromMs: from.atMs, toMs: to.atMs },
        cpuMs: combine(to.cpuMs, from.cpuMs, (after, before) => after - before),
        counted: difference(countersBefore, await readCounters(kitchen)),
      };
    },
  });
  const { fromMs, toMs, cpuMs, counted } = window!;
  const count = orders.filter(({ sentMs }) => sentMs >= fromMs && sentMs < toMs).length;
  const seconds = (toMs - fromMs) / 1000;
  const each = (value: number): number => value / count;
  return {
    cpuMs: combine(cpuMs, idlePerSecond, (used, idle) => each(used - idle * seconds)),
    counted: {
      served: each(counted.served),
      servedByGateway: each(counted.servedByGateway),
      messages: each(counted.messages),
      commits: each(counted.commits),
    },
  };
}

async function cpuPerSecond({ runtime }: Kitchen, seconds: number, signal: AbortSignal): Promise<CpuByGroup> {
  const from = { atMs: Date.now(), cpuMs: cpuByGroup(runtime) };
  await until(from.atMs + seconds * 1000, signal);
  const took = (Date.now() - from.atMs) / 1000;
  return combine(cpuByGroup(runtime), from.cpuMs, (after, before) => (after - before) / took);
}

/** What an order's hops, commits and messages cost bare at this rate. */
function bareMs(counted: Counters, yardstick: Yardstick, rate: Rate): number {
  const hop = yardstick.hop.get(rate)!;
  const both = ({ clientMs, serverMs }: UnitCost): number => clientMs + serverMs;
  return (
    counted.served * hop.serverMs +
    (counted.served - counted.servedByGateway) * hop.clientMs +
    counted.commits * both(yardstick.commit.get(rate)!) +
    counted.messages * both(yardstick.message.get(rate)!)
  );
}
