/**
 * That the audit notices a kitchen built wrong: every mutant, end to end, through the scenario that exposes it. Whether such a
 * run would count is not asked: it may run beside others. The kitchens as they are meant to be are run through the same by
 * `./lab mutants` (docs/mutants.md).
 */
import { expect, test } from '@jest/globals';
import { SIDES } from '../../systems.ts';
import { MUTANTS } from '../mutants.ts';
import { shortRun, WITH_FETCHING_MS } from '../testing/short-run.ts';
import { scenarioFor } from './rough-morning.ts';
import { problemsOf, rowOf } from './table.ts';

const subjects = SIDES.flatMap((side) => MUTANTS[side].map((mutant) => [side, mutant] as const));

test.each(subjects)(
  '%s %s: caught by the check that is for it',
  async (side, mutant) => {
    const verdict = await shortRun(scenarioFor(mutant), { sides: [side], mutants: [mutant] });
    expect(verdict.sides[side]!.mutants).toEqual([mutant]);
    expect(problemsOf([rowOf(side, mutant, verdict)])).toEqual([]);
  },
  WITH_FETCHING_MS,
);
