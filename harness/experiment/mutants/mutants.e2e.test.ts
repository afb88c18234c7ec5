/**
 * That the audit notices a kitchen built wrong, end to end: for each check that must catch mutants, one of them, through the
 * scenario that exposes it. All of them, and the kitchens as they are meant to be, are run by `./lab mutants`
 * (docs/mutants.md); that each does its wrong is tested beside the kitchens (mutants.test.ts).
 */
import { expect, test } from '@jest/globals';
import { SIDES } from '../../systems.ts';
import { MUTANTS } from '../mutants.ts';
import { shortRun, WITH_FETCHING_MS } from '../testing/short-run.ts';
import { scenarioFor } from './rough-morning.ts';
import { problemsOf, rowOf } from './table.ts';
import { WRONG_WITH } from './wrong.ts';

/** With others beside it, a run may be one in which a mutant has no occasion to do its wrong: that shows nothing. */
const TRIES = 3;

const all = SIDES.flatMap((side) =>
  MUTANTS[side].map((mutant) => ({ side, mutant, check: WRONG_WITH[side][mutant]!.caughtBy })),
);
const oneOfEach = [...Map.groupBy(all, ({ check }) => check).values()].map(([first]) => first!);

test.each(oneOfEach)(
  '$check catches $side $mutant',
  async ({ side, mutant }) => {
    let problems: string[] = [];
    for (let tries = 0; tries === 0 || (tries < TRIES && problems.length > 0); tries += 1) {
      const verdict = await shortRun(scenarioFor(mutant), { sides: [side], mutants: [mutant] });
      expect(verdict.sides[side]!.mutants).toEqual([mutant]);
      problems = problemsOf([rowOf(side, mutant, verdict)]);
    }
    expect(problems).toEqual([]);
  },
  WITH_FETCHING_MS,
);
