/** Runs mutants, and kitchens as they are meant to be, each through the shortest scenario that can expose it. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import type { Progress } from '../../progress.ts';
import type { RuntimeName } from '../../runtimes/names.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { SYSTEMS } from '../../systems.ts';
import type { RunTools } from '../../tools/tools.ts';
import { MUTANTS } from '../mutants.ts';
import type { RunOneSide } from '../one-side.ts';
import { scenarioFor } from './rough-morning.ts';
import { type MutantRow, nameOf, problemsOf, rowOf } from './table.ts';

export type Subject = {
  side: Side;
  /** Null: the kitchen as it is meant to be. */
  mutant: string | null;
  scenario: Scenario;
};

/**
 * The wanted mutants of these sides; of none in particular: all, and before them the kitchen as it is meant to be, through
 * every scenario that exposes one of them.
 */
export function subjectsOf(
  sides: readonly Side[],
  wanted: Readonly<Record<Side, readonly string[]>>,
): Subject[] {
  const all = sides.every((side) => wanted[side].length === 0);
  return sides.flatMap((side) => {
    const mutants = (all ? MUTANTS[side] : wanted[side]).map((mutant) => ({
      ...{ side, mutant, scenario: scenarioFor(mutant) },
    }));
    if (!all) return mutants;
    const scenarios = new Map(mutants.map(({ scenario }) => [scenario.name, scenario]));
    return [...[...scenarios.values()].map((scenario) => ({ side, mutant: null, scenario })), ...mutants];
  });
}

/** Runs in which something is not as it should be stay in the folder, and their rows say where. */
export async function runMutants(options: {
  subjects: readonly Subject[];
  seed: number;
  runtime: RuntimeName;
  /** Exists. */
  folder: string;
  tools: RunTools;
  progress: Progress;
  signal: AbortSignal;
  runOneSide: RunOneSide;
}): Promise<MutantRow[]> {
  const { subjects, folder, runOneSide, ...where } = options;
  const rows: MutantRow[] = [];
  for (const { side, mutant, scenario } of subjects) {
    where.signal.throwIfAborted();
    where.progress.note(
      `${SYSTEMS[side].name}: ${nameOf({ mutant, scenario: scenario.name })} (${rows.length + 1} of ${subjects.length})`,
    );
    const runFolder = join(folder, [side, mutant ?? 'no-mutant', scenario.name].join('-'));
    await mkdir(runFolder);
    const command = `./lab mutants --side ${side}${mutant === null ? '' : ` ${mutant}`} --runtime ${where.runtime}`;
    const mutants = mutant === null ? [] : [mutant];
    const verdict = await runOneSide({ ...where, scenario, side, command, mutants, folder: runFolder });
    const row = rowOf(side, mutant, verdict);
    const isAsItShouldBe = problemsOf([row]).length === 0;
    rows.push(isAsItShouldBe ? row : { ...row, folder: runFolder });
    if (isAsItShouldBe) await rm(runFolder, { recursive: true });
  }
  return rows;
}
