/**
 * That the audit notices a kitchen built wrong, end to end. Every mutant, and the kitchens as they are meant to be, are run by
 * `./lab mutants` (docs/mutants.md); that each does its wrong is tested beside the kitchens (mutants.test.ts).
 */
import { expect, test } from '@jest/globals';
import type { Scenario } from '../scenarios/scenario.ts';
import { SIDES } from '../systems.ts';
import { ROUGH_MORNING } from './mutants/rough-morning.ts';
import { failedChecks, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

/** Enough for some cards to be declined. */
const MOMENT: Scenario = {
  ...ROUGH_MORNING,
  seconds: { warmUp: 0, baseline: 1, fault: 2, recovery: 0, drainAtMost: 3 },
  faults: [],
  sometimes: { rr: [], ed: [] },
};

test(
  'a moment without compensations: the mutant is caught on both sides by the check of endings',
  async () => {
    const verdict = await shortRun(MOMENT, { mutants: ['no-compensation'] });
    for (const side of SIDES) {
      const { mutants } = verdict.sides[side]!;
      const failed = failedChecks(verdict.sides[side]!).filter(({ result }) => result === 'fail');
      expect([side, mutants, failed.map(({ id }) => id)]).toEqual([
        ...[side, ['no-compensation']],
        expect.arrayContaining(['4-endings']),
      ]);
    }
  },
  WITH_FETCHING_MS,
);
