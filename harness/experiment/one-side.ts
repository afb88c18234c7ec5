/** A scenario run on one side, in a folder of its own, by a command that makes many such runs. */
import type { Verdict } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { RunTools } from '../tools/tools.ts';
import { planExperiment } from './plan.ts';
import { runExperiment } from './run.ts';

export type OneSide = {
  scenario: Scenario;
  side: Side;
  seed: number;
  runtime: RuntimeName;
  /** What somebody types to run it again. */
  command: string;
  mutants?: readonly string[];
  /** Exists and is empty. */
  folder: string;
  tools: RunTools;
  progress: Progress;
  signal: AbortSignal;
};

export async function runOneSide(plan: OneSide): Promise<Verdict> {
  const { scenario, side, seed, runtime, command, mutants = [], folder, tools, progress, signal } = plan;
  const what = { scenario, seed, sides: [side], folder, runtime, containers: tools.containers };
  const planned = await planExperiment(what);
  const options = { folder, progress, signal, tools, mutants: { [side]: mutants } };
  return (await runExperiment({ ...planned, command }, options)).verdict;
}
