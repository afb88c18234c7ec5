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
  /** Default: the scenario's, or else the top of the ladder. */
  arm?: string;
  runtime: RuntimeName;
  /** What somebody types to run it again, where that is not `./lab compare`. */
  command?: string;
  mutants?: readonly string[];
  /** Exists and is empty. */
  folder: string;
  tools: RunTools;
  progress: Progress;
  signal: AbortSignal;
};

/** Loops over such runs are given it, so that a test plays the verdicts. */
export type RunOneSide = (plan: OneSide) => Promise<Verdict>;

export const runOneSide: RunOneSide = async (plan) => {
  const { scenario, side, seed, arm, runtime, command, mutants = [], folder, tools, progress, signal } = plan;
  const planned = await planExperiment({
    ...{ scenario, seed, sides: [side], folder, runtime, containers: tools.containers },
    ...(arm === undefined ? {} : { arms: { [side]: arm } }),
  });
  const options = { folder, progress, signal, tools, mutants: { [side]: mutants } };
  const experiment = command === undefined ? planned : { ...planned, command };
  return (await runExperiment(experiment, options)).verdict;
};
