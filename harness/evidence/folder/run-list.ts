/** The runs in a folder: what was planned and what came of it, or in a word what is the matter with each. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import type { Experiment } from '../../scenarios/scenario.ts';
import type { Side } from '../records.ts';
import { readVerdict } from './judged.ts';
import { expectComplete, readExperiment } from './recorded.ts';
import { RunProblem, type RunProblemKind } from './run-problem.ts';

/** What was planned; null when that can not be read. */
type Plan = { createdAtMs: number; scenario: string; sides: Side[]; ratePerSecond: number; seed: number };

export type RunSummary = {
  run: string;
  folder: string;
  state: 'judged' | RunProblemKind;
  /** The sentence that says why it is not `judged`; null when it is. */
  problem: string | null;
  /** Null when it was not judged, or that can not be read. */
  verdict: { valid: boolean; unpredicted: number } | null;
} & { [Key in keyof Plan]: Plan[Key] | null };

/**
 * The runs in a folder, the oldest first; none when it is not there.
 * @throws {LabError} when the folder can not be read
 */
export const listRuns = (root: string): RunSummary[] => runNames(root).map((run) => summaryOf(root, run));

/** The newest run that is `judged`; undefined when there is none. */
export const latestRun = (root: string): string | undefined =>
  runNames(root)
    .toReversed()
    .find((run) => summaryOf(root, run).state === 'judged');

/** Names of the runs in a folder, the oldest first. */
export function runNames(root: string): string[] {
  return entriesOf(root)
    .filter((run) => isRun(join(root, run)))
    .sort();
}

export const isRun = (folder: string): boolean => existsSync(join(folder, 'experiment.json'));

function entriesOf(root: string): string[] {
  try {
    return readdirSync(root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const why = code === 'ENOTDIR' ? 'is not a folder' : `can not be read (${code})`;
    throw new LabError(EXIT.unavailable, `${root}, where the runs are, ${why}.`, { cause: error });
  }
}

function summaryOf(root: string, run: string): RunSummary {
  const folder = join(root, run);
  let plan: Plan | typeof UNREAD = UNREAD;
  try {
    const experiment = readExperiment(folder);
    plan = planOf(experiment);
    expectComplete(folder, experiment);
    const { valid, unpredicted } = readVerdict(folder);
    const verdict = { valid, unpredicted: unpredicted.length };
    return { run, folder, state: 'judged', problem: null, verdict, ...plan };
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    return { run, folder, state: error.kind, problem: error.message, verdict: null, ...plan };
  }
}

const UNREAD = { createdAtMs: null, scenario: null, sides: null, ratePerSecond: null, seed: null };

const planOf = ({ createdAtMs, scenario, sides, seed }: Experiment): Plan => ({
  createdAtMs,
  scenario: scenario.name,
  sides,
  ratePerSecond: scenario.ratePerSecond,
  seed,
});
