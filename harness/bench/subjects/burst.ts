/** A burst of load on a kitchen, and when each of its orders was decided. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation } from '../../evidence/records.ts';
import { drain } from '../../experiment/drain.ts';
import type { Kitchen } from '../../experiment/kitchen.ts';
import { type Load, startLoad } from '../../experiment/load.ts';
import { toOperations } from '../../experiment/operations.ts';
import { scenarioNamed } from '../../scenarios/scenarios.ts';
import type { BenchContext } from '../part.ts';

type Place = Extract<Operation, { kind: 'place' }>;

export type BurstPlan = {
  ratePerSecond: number;
  seconds: number;
  /** Differs from burst to burst, else the orders would be those of an earlier one. */
  seed: number;
  drainSeconds: number;
  /** What is done while it lasts. */
  during?(load: Load): Promise<void>;
};

export type BurstResult = {
  offered: number;
  orders: Place[];
  /** Epoch ms, by Idempotency-Key; those that are decided. */
  decidedAtMs: ReadonlyMap<string, number>;
};

export async function runBurst(
  context: BenchContext,
  kitchen: Kitchen,
  plan: BurstPlan,
): Promise<BurstResult> {
  const { ratePerSecond, seconds, seed, drainSeconds } = plan;
  const { runtime, databases, topics } = kitchen;
  const load = await startLoad({
    runtime,
    k6: context.tools.k6,
    scenario: {
      ...scenarioNamed('calm').plan({ seed, rate: ratePerSecond }),
      seconds: { warmUp: 0, baseline: seconds, fault: 0, recovery: 0, drainAtMost: drainSeconds },
    },
    seed,
    folder: await mkdtemp(join(kitchen.folder, 'burst-')),
    marker: context.janitor.marker,
    signal: context.signal,
  });
  try {
    await plan.during?.(load);
    const { dropped } = await load.finished();
    await drain(databases, topics, {
      atMostMs: drainSeconds * 1000,
      signal: context.signal,
      tell: () => undefined,
    });
    const operations = toOperations(load.live.lines, { seed, ratePerSecond, startMs: load.startMs, dropped });
    const orders = operations.filter((operation) => operation.kind === 'place');
    return { offered: orders.length + dropped, orders, decidedAtMs: await decisions(kitchen, load.startMs) };
  } finally {
    await load.stop();
  }
}

async function decisions({ databases }: Kitchen, sinceMs: number): Promise<Map<string, number>> {
  const { rows } = await databases.pools.get('orders')!.query<{ key: string; at: number }>(
    `select idempotency_key as key, (extract(epoch from decided_at) * 1000)::float8 as at
       from orders where placed_at >= to_timestamp($1 / 1000.0) and decided_at is not null`,
    [sinceMs],
  );
  return new Map(rows.map(({ key, at }) => [key, at]));
}
