import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../../errors.ts';
import { FAULTS } from '../../faults/faults.ts';
import { whyNot, whyNotOf } from '../../faults/possible.ts';
import { SIDES } from '../../systems.ts';
import { ARMS } from '../arms.ts';
import { MUTANTS } from '../mutants.ts';
import { asItShouldBe, harmful, playedRuns, slow, unmeasured, unused } from '../testing/played-runs.ts';
import { ROUGH_MORNING } from './rough-morning.ts';
import { runMutants, type Subject, subjectsOf } from './run-mutants.ts';
import { assertAsItShouldBe } from './table.ts';

const SEED = 1;
const CLEAN: Subject = { side: 'ed', mutant: null, scenario: ROUGH_MORNING };
/** By the check of endings, which a harmful run fails. */
const CAUGHT: Subject = { ...CLEAN, mutant: 'no-compensation' };
/** By the check of messages, which it passes. */
const MISSED: Subject = { ...CLEAN, mutant: 'no-inbox' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mutants-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ran = (subjects: readonly Subject[], { runOneSide }: ReturnType<typeof playedRuns>) =>
  runMutants({ ...unused(), subjects, seed: SEED, folder, runOneSide });

function failureOf(work: () => void): LabError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    return error as LabError;
  }
}

describe('what is run', () => {
  test('of none in particular: the kitchens as they are meant to be, through every scenario, and every mutant', () => {
    const subjects = subjectsOf(SIDES, { rr: [], ed: [] });
    for (const side of SIDES) {
      const ofSide = subjects.filter((subject) => subject.side === side);
      const mutants = ofSide.filter(({ mutant }) => mutant !== null);
      const clean = ofSide.slice(0, ofSide.length - mutants.length);
      expect(mutants.map(({ mutant }) => mutant)).toEqual([...MUTANTS[side]]);
      expect(clean.map(({ mutant }) => mutant)).toEqual(clean.map(() => null));
      expect(new Set(clean.map(({ scenario }) => scenario.name))).toEqual(
        new Set(mutants.map(({ scenario }) => scenario.name)),
      );
    }
  });

  test('nothing is broken that can not be, on the side and the rung that it is broken on', () => {
    for (const { side, scenario } of subjectsOf(SIDES, { rr: [], ed: [] })) {
      const there = { side, instances: scenario.instances ?? 1, arm: scenario.arms?.[side] ?? ARMS[side] };
      for (const { fault, with: settings = {}, ...target } of scenario.faults) {
        expect(whyNot(fault, FAULTS[fault], { target, side, with: settings })).toBeUndefined();
        expect(whyNotOf(fault, FAULTS[fault], { target, ...there })).toBeUndefined();
      }
    }
  });

  test('of some: these alone', () => {
    expect(subjectsOf(SIDES, { rr: [], ed: ['no-compensation'] })).toEqual([CAUGHT]);
  });

  test('each in a folder of its own, with the command that runs it again', async () => {
    const runs = playedRuns(asItShouldBe('ed'), harmful('ed'));
    const rows = await ran([CLEAN, CAUGHT], runs);
    expect(rows.map(({ mutant }) => mutant)).toEqual([null, 'no-compensation']);
    expect(runs.plans).toMatchObject([
      {
        ...{ side: 'ed', seed: SEED, mutants: [], scenario: ROUGH_MORNING },
        ...{ command: './lab mutants --side ed --runtime local' },
        ...{ folder: join(folder, 'ed-no-mutant-rough-morning') },
      },
      {
        ...{
          mutants: ['no-compensation'],
          command: './lab mutants --side ed no-compensation --runtime local',
        },
        ...{ folder: join(folder, 'ed-no-compensation-rough-morning') },
      },
    ]);
  });
});

describe('what came of it', () => {
  test('a mutant that is caught, and a clean kitchen that is not blamed: no folder stays, no failure', async () => {
    const rows = await ran([CLEAN, CLEAN, CAUGHT], playedRuns(asItShouldBe('ed'), slow('ed'), harmful('ed')));
    expect(await readdir(folder)).toEqual([]);
    expect(failureOf(() => assertAsItShouldBe(rows))).toBeUndefined();
  });

  test.each([
    ['a mutant that no check catches', MISSED, asItShouldBe('ed'), 'is not caught by 8-messages'],
    ['a mutant that another check catches', MISSED, harmful('ed'), 'is not caught by 8-messages'],
    ['a kitchen as it is meant to be that harms', CLEAN, harmful('ed'), 'harms 1 orders'],
    ['a kitchen as it is meant to be that could not be measured', CLEAN, unmeasured('ed'), 'drained: '],
  ])('%s: its folder stays, and exit 1 says why and where', async (_what, subject, verdict, why) => {
    const rows = await ran([subject, CAUGHT], playedRuns(verdict, harmful('ed')));
    const kept = join(folder, `ed-${subject.mutant ?? 'no-mutant'}-rough-morning`);
    expect(rows.map((row) => row.folder)).toEqual([kept, undefined]);
    expect(await readdir(kept)).toEqual(['verdict.json']);
    const failure = failureOf(() => assertAsItShouldBe(rows))!;
    expect(failure.exitCode).toBe(EXIT.failed);
    expect(failure.details.join('\n')).toContain(why);
    expect(failure.details.at(-1)).toBe(`Kept in ${relative(process.cwd(), kept)}`);
  });

  test('a run that fails ends it with its error, and its folder stays', async () => {
    const failed = new LabError(EXIT.failed, 'orders does not start.');
    await expect(ran([CLEAN, CAUGHT], playedRuns(asItShouldBe('ed'), failed))).rejects.toBe(failed);
    expect(await readdir(folder)).toEqual(['ed-no-compensation-rough-morning']);
  });

  test('who has had enough begins no other', async () => {
    const runs = playedRuns();
    const { runOneSide } = runs;
    const signal = AbortSignal.abort();
    const options = { ...unused(), subjects: [CLEAN], seed: SEED, folder, signal, runOneSide };
    await expect(runMutants(options)).rejects.toThrow(/aborted/);
    expect(runs.plans).toEqual([]);
  });
});
