/** One side of a run, from the contract check to its evidence: the order that DESIGN.md gives, read top to bottom. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectEvidence } from '../evidence/collect.ts';
import { rowsWritten } from '../evidence/databases.ts';
import type { Operation, SideRun } from '../evidence/records.ts';
import { startSampler } from '../evidence/sampler.ts';
import { writeRecords } from '../evidence/write-lines.ts';
import { k6Output } from '../observe/k6-output.ts';
import type { Telling } from '../observe/telling.ts';
import { shapeOf } from '../scenarios/clients.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { RunContext } from './context.ts';
import { drain } from './drain.ts';
import { idleCpu } from './idle.ts';
import type { Kitchen } from './kitchen.ts';
import { type Load, plannedOrders, startLoad } from './load.ts';
import { toOperations } from './operations.ts';
import { unlessAborted } from './pause.ts';
import { prepare } from './prepare.ts';
import { repeatKeys } from './repeat-keys.ts';
import { type Loaded, underLoad } from './under-load.ts';

/** Measures an open kitchen; everything found is in its folder when this resolves. The kitchen is left running. */
export async function measureSide(kitchen: Kitchen, context: RunContext): Promise<void> {
  const { side, name, runtime, databases, exits, folder } = kitchen;
  const { experiment, progress, tools, janitor, observatory } = context;
  const { scenario, seed } = experiment;
  const unrecorded = new AbortController();
  const signal = AbortSignal.any([context.signal, exits.signal, unrecorded.signal]);

  progress.begin(`${name}: contract check, customers move in`);
  const contractProblems = await prepare(kitchen, experiment.arms[side], signal);
  for (const problem of contractProblems) progress.note(`${name}: ${problem}`);

  const sampler = startSampler(join(folder, 'samples.ndjson'), runtime, (error) => unrecorded.abort(error));
  let load: Load | undefined;
  let watch: Telling | undefined;
  try {
    if (observatory !== undefined) sampler.watch('observatory', observatory.use);
    watch = await observatory?.watch(runtime, { sample: sampler.sample, faults: scenario.faults });
    const idleCpuMsPerSecond = await idleCpu(runtime, signal);
    const rowsBefore = await rowsWritten(databases);
    progress.done();

    const { k6 } = tools;
    const output = observatory === undefined ? undefined : k6Output(observatory.prometheusUrl, side);
    load = await startLoad({ runtime, k6, scenario, seed, folder, marker: janitor.marker, signal, output });
    sampler.watch('load', load.use);
    const loaded = await underLoad(kitchen, load, context, signal, watch?.faultsInForce);
    // While the kitchen may still have a backlog: an answer does not depend on it.
    const repeats = await unlessAborted(repeatKeys(runtime, load.live.lines, seed), signal);
    const drained = await drainKitchen(kitchen, context, loaded, signal);
    const drainEndMs = Date.now();
    sampler.stop();

    progress.begin(`${name}: evidence`);
    await recordLoad(kitchen, context, load, loaded, repeats);
    await collectEvidence(runtime, databases, kitchen.topics, join(folder, 'evidence'));
    await recordSide(kitchen, {
      ...{ side, arm: experiment.arms[side], mutants: [...(context.mutants[side] ?? [])] },
      ...{ phases: { ...loaded.phases, drainEndMs }, drained, idleCpuMsPerSecond },
      load: loadCounts(scenario, load.use().cpuMs, loaded),
      startSeconds: kitchen.startSeconds,
      rowsWritten: (await rowsWritten(databases)) - rowsBefore,
      gateProblems: [...contractProblems, ...loaded.gateProblems, ...exits.found()],
    });
    progress.done();
  } finally {
    try {
      await load?.stop();
      await watch?.stop();
    } finally {
      sampler.stop();
    }
  }
}

async function drainKitchen(
  { name, databases, topics }: Kitchen,
  { experiment, progress }: RunContext,
  { phases }: Loaded,
  signal: AbortSignal,
): Promise<boolean> {
  const boundMs = experiment.scenario.seconds.drainAtMost * 1000;
  progress.begin(`${name}: drain`, boundMs);
  const atMostMs = phases.loadEndMs + boundMs - Date.now();
  const drained = await drain(databases, topics, {
    atMostMs,
    signal,
    tell: (left) => progress.update(null, left),
  });
  progress.done();
  return drained;
}

/** What the clients did, and what was done to the kitchen meanwhile. */
async function recordLoad(
  { folder }: Kitchen,
  { experiment: { seed, scenario } }: RunContext,
  { startMs, live }: Load,
  { result: { dropped }, faults }: Loaded,
  repeats: readonly Operation[],
): Promise<void> {
  const schedule = { ...shapeOf(scenario), seed, startMs, dropped };
  await writeRecords(join(folder, 'operations.ndjson'), [...toOperations(live.lines, schedule), ...repeats]);
  await writeRecords(join(folder, 'faults.ndjson'), faults);
}

/** What the schedule wanted beside what k6 counted: two sources, so that the audit can compare them. */
export function loadCounts(
  scenario: Scenario,
  cpuMs: number,
  { phases, result: { started, dropped, exitCode } }: Pick<Loaded, 'phases' | 'result'>,
): SideRun['load'] {
  const { ratePerSecond } = scenario;
  const offered = plannedOrders(scenario);
  const cpuShare = cpuMs / (phases.loadEndMs - phases.loadStartMs);
  return { ratePerSecond, offered, started, dropped, cpuShare, exitCode };
}

function recordSide({ folder }: Kitchen, run: SideRun): Promise<void> {
  return writeFile(join(folder, 'side.json'), `${JSON.stringify(run, null, 2)}\n`);
}
