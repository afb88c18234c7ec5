/** A run: every side of the experiment is measured, the evidence sealed, judged, and told in a report. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judge } from '../audit/judge.ts';
import type { Verdict } from '../audit/verdict.ts';
import { writeVerdict } from '../evidence/folder/judged.ts';
import { readRun } from '../evidence/folder/recorded.ts';
import { sealRun } from '../evidence/folder/seal.ts';
import { needsHops } from '../faults/possible.ts';
import type { Observatory } from '../observe/observatory.ts';
import type { Progress } from '../progress.ts';
import { writeReport } from '../report/write.ts';
import { startJanitor } from '../runtimes/janitor.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { SYSTEMS } from '../systems.ts';
import type { RunTools } from '../tools/tools.ts';
import type { RunContext } from './context.ts';
import { type Kitchen, openKitchen } from './kitchen.ts';
import { orderOfSides } from './order-of-sides.ts';
import { measureSide } from './side.ts';

export type RunOptions = {
  /** Of the run; exists and is empty. */
  folder: string;
  progress: Progress;
  /** Heals, cleans up and ends the run. */
  signal: AbortSignal;
  tools: RunTools;
  /** Looks on, and is not closed. */
  observatory?: Observatory | undefined;
  /** Test-only. */
  mutants?: RunContext['mutants'];
};

/**
 * Runs an experiment from nothing to its report. Whatever happens, nothing that it started is left when this settles.
 * @throws {LabError} when there is nothing to judge: interrupted, something missing, a kitchen that does not work
 */
export async function runExperiment(
  experiment: Experiment,
  options: RunOptions,
): Promise<{ folder: string; verdict: Verdict }> {
  const { folder, progress, signal } = options;
  const { mutants = {} } = options;
  await writeFile(join(folder, 'experiment.json'), `${JSON.stringify(experiment, null, 2)}\n`);

  const janitor = await startJanitor();
  try {
    await measureSides({ ...options, experiment, janitor, mutants });
  } finally {
    await janitor.close();
  }

  signal.throwIfAborted();
  progress.begin('Audit and report');
  await sealRun(folder);
  const { sides } = await readRun(folder);
  const judged = judge(experiment, sides);
  await writeVerdict(folder, judged);
  await writeReport(folder);
  progress.done();
  return { folder, verdict: judged.verdict };
}

/** One side after the other; while one closes, the next one opens. */
async function measureSides(context: RunContext): Promise<void> {
  const opened: Kitchen[] = [];
  let closing: Promise<void> | undefined;
  try {
    for (const side of orderOfSides(context.experiment.sides, context.experiment.seed)) {
      context.signal.throwIfAborted();
      context.progress.begin(`${SYSTEMS[side].name}: the kitchen starts`);
      const { arms, scenario } = context.experiment;
      const build = {
        ...{ arm: arms[side], mutants: context.mutants[side] ?? [] },
        breaker: side === 'rr' ? scenario.breaker : undefined,
      };
      const { faults, instances } = scenario;
      const hops = needsHops(faults);
      const kitchen = await openKitchen(side, context, build, { hops, instances });
      opened.push(kitchen);
      await closing;
      context.progress.done(`${SYSTEMS[side].name}: healthy after ${kitchen.startSeconds.toFixed(1)} s`);
      await measureSide(kitchen, context);
      closing = kitchen.close();
      // Awaited when the next kitchen is open, or at the end; until then its failure is not a crash.
      closing.catch(() => undefined);
    }
  } finally {
    // Closing twice does no harm; one that can't be closed must not keep the others open.
    const closed = await Promise.allSettled(opened.map((kitchen) => kitchen.close()));
    for (const result of closed)
      if (result.status === 'rejected') context.progress.note(String(result.reason));
  }
}
