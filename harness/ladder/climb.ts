/** Runs one scenario on every rung of one side's ladder, each on a fresh kitchen, one after the other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../evidence/records.ts';
import { LADDERS, PATTERN_FILES } from '../experiment/arms.ts';
import { describeMachine } from '../experiment/machine.ts';
import type { RunOneSide } from '../experiment/one-side.ts';
import type { RunOptions } from '../experiment/run.ts';
import { versionsInUse } from '../experiment/versions.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { linesOfCode } from './lines.ts';
import { renderLadder } from './page.ts';
import { type Ladder, type Rung, rungOf } from './rungs.ts';

export type Climb = {
  side: Side;
  scenario: Scenario;
  seed: number;
  runtime: RuntimeName;
  /** Of the whole ladder; exists and is empty. Every rung's run gets a folder in it. */
  folder: string;
  runOneSide: RunOneSide;
} & Pick<RunOptions, 'progress' | 'signal' | 'tools'>;

/**
 * Writes ladder.json and ladder.html beside the runs.
 * @throws {LabError} as a run does; what was measured until then stays in its folder
 */
export async function climb(options: Climb): Promise<Ladder> {
  const { side, scenario, seed, runtime, folder, progress, signal, tools, runOneSide } = options;
  const rungs: Rung[] = [];
  for (const arm of LADDERS[side]) {
    progress.note(`Rung “${arm}”`);
    const run = arm;
    const runFolder = join(folder, run);
    await mkdir(runFolder);
    const verdict = await runOneSide({
      ...{ scenario, side, seed, arm, runtime, folder: runFolder },
      ...{ progress, signal, tools },
    });
    rungs.push(
      rungOf(verdict, verdict.sides[side]!, { run, linesOfCode: linesOfCode(PATTERN_FILES[side][arm]!) }),
    );
  }
  const ladder: Ladder = {
    ...{ schema: 1, side, scenario: scenario.name, title: scenario.title, seed },
    ...{ ratePerSecond: scenario.ratePerSecond, deadlineMs: scenario.deadlineMs },
    command: `./lab ladder ${side} --scenario ${scenario.name} --rate ${scenario.ratePerSecond} --seed ${seed} --instances ${scenario.instances ?? 1} --runtime ${runtime}`,
    createdAtMs: Date.now(),
    machine: describeMachine(),
    versions: await versionsInUse({ inContainers: tools.containers?.versions }),
    rungs,
  };
  await writeFile(join(folder, 'ladder.json'), `${JSON.stringify(ladder, null, 2)}\n`);
  await writeFile(join(folder, 'ladder.html'), renderLadder(ladder));
  return ladder;
}
