/** One side of a run, from the contract check to its evidence: the order that DESIGN.md gives, read top to bottom. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contractCheck } from '#shared/contract/check.ts';
import { FEATURES } from '#shared/contract/features.ts';
import { EXIT, LabError } from '../errors.ts';
import { collectEvidence } from '../evidence/collect.ts';
import { rowsWritten } from '../evidence/databases.ts';
import type { SideRun } from '../evidence/records.ts';
import { startSampler } from '../evidence/sampler.ts';
import { writeRecords } from '../evidence/write-lines.ts';
import type { RunContext } from './context.ts';
import { seedCustomers } from './customers.ts';
import { drain } from './drain.ts';
import { runFaultTimeline } from './fault-timeline.ts';
import { gateProblems } from './gate.ts';
import { idleCpu } from './idle.ts';
import type { Kitchen } from './kitchen.ts';
import { type Load, startLoad } from './load.ts';
import { toOperations } from './operations.ts';
import { unlessAborted, until } from './pause.ts';
import { phasesOf, tellLoad } from './phases.ts';

/** A kitchen must come to rest after its customers have moved in. */
const AT_REST_WITHIN_MS = 15_000;

/** Measures an open kitchen; everything found is in its folder when this resolves. The kitchen is left running. */
export async function measureSide(kitchen: Kitchen, context: RunContext): Promise<void> {
  const { side, name, runtime, databases, topics, exits, folder } = kitchen;
  const { experiment, progress, tools, janitor } = context;
  const { scenario, seed } = experiment;
  const signal = AbortSignal.any([context.signal, exits.signal]);

  progress.begin(`${name}: contract check, customers move in`);
  const contractProblems = await unlessAborted(checkContract(kitchen), signal);
  await unlessAborted(seedCustomers(runtime), signal);
  await comeToRest(kitchen, signal);
  let load: Load | undefined;
  const sampler = startSampler(join(folder, 'samples.ndjson'), runtime, () => load?.use());
  let stopTelling: (() => void) | undefined;
  try {
    const idleCpuMsPerSecond = await idleCpu(sampler, signal);
    const rowsBefore = await rowsWritten(databases);
    progress.done();

    load = await startLoad({ runtime, k6: tools.k6, scenario, seed, folder, marker: janitor.marker });
    const phases = phasesOf(scenario, load.startMs);
    progress.begin(`${name}: ${scenario.title.toLowerCase()}`, phases.loadEndMs - phases.loadStartMs);
    stopTelling = tellLoad(progress, load.live, phases, scenario);

    await until(phases.faultStartMs, signal);
    load.live.poll();
    const problems = [
      ...contractProblems,
      ...gateProblems(load.live.lines, scenario, phases.baselineStartMs, phases.faultStartMs),
    ];
    exits.tolerate();
    const faults = await runFaultTimeline(runtime, scenario.faults, phases.faultStartMs, signal);
    await writeRecords(join(folder, 'faults.ndjson'), faults);
    await until(phases.loadEndMs, signal);
    const result = await unlessAborted(load.finished(), signal);
    stopTelling();
    progress.done();

    progress.begin(`${name}: drain`, scenario.seconds.drainAtMost * 1000);
    const drained = await drain(databases, topics, {
      atMostMs: phases.loadEndMs + scenario.seconds.drainAtMost * 1000 - Date.now(),
      signal,
      tell: (left) => progress.update(null, left),
    });
    const drainEndMs = Date.now();
    sampler.stop();
    progress.done();

    progress.begin(`${name}: evidence`);
    const { dropped, started, exitCode } = result;
    const schedule = { seed, ratePerSecond: scenario.ratePerSecond, startMs: load.startMs, dropped };
    await writeRecords(join(folder, 'operations.ndjson'), toOperations(load.live.lines, schedule));
    await collectEvidence(runtime, databases, topics, join(folder, 'evidence'));
    const run: SideRun = {
      side,
      arm: experiment.arms[side],
      mutants: [...(context.mutants[side] ?? [])],
      phases: { ...phases, drainEndMs },
      drained,
      load: {
        ratePerSecond: scenario.ratePerSecond,
        ...{ offered: started + dropped, started, dropped, exitCode },
        cpuShare: load.use().cpuMs / (phases.loadEndMs - phases.loadStartMs),
      },
      idleCpuMsPerSecond,
      startSeconds: kitchen.startSeconds,
      rowsWritten: (await rowsWritten(databases)) - rowsBefore,
      gateProblems: [...problems, ...exits.found()],
    };
    await writeFile(join(folder, 'side.json'), `${JSON.stringify(run, null, 2)}\n`);
    progress.done();
  } finally {
    stopTelling?.();
    sampler.stop();
    await load?.stop();
  }
}

function checkContract({ side, runtime }: Kitchen): Promise<string[]> {
  const url = runtime.url('gateway');
  return contractCheck({ url, apiKey: runtime.access.apiKey, features: FEATURES[side] });
}

async function comeToRest({ name, databases, topics }: Kitchen, signal: AbortSignal): Promise<void> {
  let left = '';
  const atRest = await drain(databases, topics, {
    atMostMs: AT_REST_WITHIN_MS,
    signal,
    tell: (what) => {
      left = what;
    },
  });
  if (!atRest)
    throw new LabError(EXIT.invalid, `The ${name} kitchen does not come to rest before the load: ${left}.`);
}
