/** The measured part of a run: warm-up, steady-state gate, fault timeline, recovery, all under one uninterrupted load. */
import type { FaultRecord } from '../evidence/records.ts';
import type { LoadView } from '../faults/fault.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { RunContext } from './context.ts';
import { type FaultListener, runFaultTimeline } from './fault-timeline.ts';
import { gateProblems } from './gate.ts';
import type { Kitchen } from './kitchen.ts';
import type { Load, LoadResult } from './load.ts';
import { unlessAborted, until } from './pause.ts';
import { type LoadPhases, phasesOf, tellLoad } from './phases.ts';

export type Loaded = {
  phases: LoadPhases;
  result: LoadResult;
  faults: FaultRecord[];
  /** Why there was no steady state before the faults; empty when there was. */
  gateProblems: string[];
};

/**
 * Follows a load that has just started to its end; resolves when every client has its answer or has given up.
 * @throws the signal's reason, or {LabError} 3 when the load generator fails: every fault is healed then
 */
export async function underLoad(
  { name, runtime, exits }: Kitchen,
  load: Load,
  { experiment: { scenario }, progress }: Pick<RunContext, 'experiment' | 'progress'>,
  ended: AbortSignal,
  listener?: FaultListener,
): Promise<Loaded> {
  const trouble = new AbortController();
  const fail = (error: unknown): void => trouble.abort(error);
  const signal = AbortSignal.any([ended, trouble.signal]);
  const phases = phasesOf(scenario, load.startMs);
  progress.begin(`${name}: ${scenario.title.toLowerCase()}`, phases.loadEndMs - phases.loadStartMs);
  const stopTelling = tellLoad(progress, load.live, phases, scenario, fail);
  const finished = load.finished();
  // A load generator that fails ends the run at once, not only when its load would be over.
  finished.catch(fail);
  try {
    await until(phases.faultStartMs, signal);
    load.live.poll();
    const problems = gateProblems(load.live.lines, scenario, phases.baselineStartMs, phases.faultStartMs);
    exits.tolerate();
    const faults = await runFaultTimeline(runtime, scenario.faults, phases.faultStartMs, signal, {
      ...(listener === undefined ? {} : { listener }),
      load: viewOf(load, scenario, signal),
    });
    await until(phases.loadEndMs, signal);
    const result = await unlessAborted(finished, signal);
    return { phases, result, faults, gateProblems: problems };
  } finally {
    stopTelling();
    progress.done();
  }
}

/** The load as faults of the clients see it: up to date whenever they look. */
export function viewOf({ live }: Load, scenario: Scenario, signal: AbortSignal): LoadView {
  const { ratePerSecond, clientTimeoutMs } = scenario;
  const orders = (): ReturnType<LoadView['orders']> => {
    live.poll();
    return live.lines.filter((line) => line.kind === 'place');
  };
  return { ratePerSecond, clientTimeoutMs, orders, signal };
}
