/** For tests with a real k6: a load of a few seconds, and what its clients are told to do in it, against a gateway of the test. */
import type { FaultRecord, Operation } from '../../evidence/records.ts';
import { silentProgress } from '../../progress.ts';
import type { ResourceUse } from '../../runtimes/runtime.ts';
import { shapeOf } from '../../scenarios/clients.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { scenarioNamed } from '../../scenarios/scenarios.ts';
import { ensureTools } from '../../tools/tools.ts';
import { runFaultTimeline } from '../fault-timeline.ts';
import { type LoadResult, plannedOrders, startLoad } from '../load.ts';
import { toOperations } from '../operations.ts';
import { phasesOf } from '../phases.ts';
import { viewOf } from '../under-load.ts';
import { fakeRuntime } from './fake-runtime.ts';

export type ShortLoad = {
  startMs: number;
  planned: number;
  useAtStart: ResourceUse;
  result: LoadResult;
  operations: Operation[];
  /** What was seen of the faults while k6 ran. */
  faults: FaultRecord[];
};

/** A second of a hundred orders, and another one in which the faults are done; `recovery` seconds more. */
export async function runLoad(
  { url, folder }: { url: string; folder: string },
  {
    clientTimeoutMs = 2_000,
    faults = [],
    recovery = 0,
  }: { clientTimeoutMs?: number; faults?: Scenario['faults']; recovery?: number } = {},
): Promise<ShortLoad> {
  const { k6 } = await ensureTools(['k6'], silentProgress);
  const usual = scenarioNamed('calm').plan({ seed: 3, rate: 100 });
  const seconds = { warmUp: 0, baseline: 1, fault: 1, recovery, drainAtMost: 1 };
  const scenario = { ...usual, seconds, clientTimeoutMs, faults };
  const runtime = fakeRuntime({ url: () => url });
  const { signal } = new AbortController();
  const load = await startLoad({ ...{ runtime, k6, scenario, seed: 3, folder, marker: {}, signal } });
  const useAtStart = load.use();
  const { faultStartMs } = phasesOf(scenario, load.startMs);
  const view = viewOf(load, scenario, signal);
  const [result, seen] = await Promise.all([
    load.finished(),
    runFaultTimeline(runtime, faults, faultStartMs, signal, { load: view }),
  ]).finally(load.stop);
  const schedule = { seed: 3, ...shapeOf(scenario), startMs: load.startMs, dropped: result.dropped };
  return {
    ...{ startMs: load.startMs, planned: plannedOrders(scenario), useAtStart, result, faults: seen },
    operations: toOperations(load.live.lines, schedule),
  };
}
