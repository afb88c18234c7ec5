/** A scenario run on one side, in a folder of its own, by a command that makes many such runs. */
import type { Verdict } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { RunTools } from '../tools/tools.ts';
import { planExperiment } from './plan.ts';
import { runExperiment } from './run.ts';

export type OneSide = {
  scenario: Scenario;
  side: Side;
  seed: number;
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
  const { scenario, side, seed, command, mutants = [], folder, tools, progress, signal } = plan;
  const planned = await planExperiment({ scenario, seed, sides: [side], folder, runtime: 'local' });
  const options = { folder, progress, signal, tools, mutants: { [side]: mutants } };
  return (await runExperiment({ ...planned, command }, options)).verdict;
}
