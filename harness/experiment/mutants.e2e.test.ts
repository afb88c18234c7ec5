/** That the audit notices a kitchen built wrong, and blames none that is not. Every mutant is run by `./lab mutants` (docs/mutants.md). */
import { expect, test } from '@jest/globals';
import type { Scenario } from '../scenarios/scenario.ts';
import { SIDES } from '../systems.ts';
import { invalidity } from './invalidity.ts';
import { ROUGH_MORNING } from './mutants/rough-morning.ts';
import { failedChecks, harmed, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

/** Enough for some cards to be declined. */
const MOMENT: Scenario = {
  ...ROUGH_MORNING,
  seconds: { warmUp: 0, baseline: 1, fault: 2, recovery: 0, drainAtMost: 3 },
  faults: [],
  sometimes: { rr: [], ed: [] },
};

test(
  'a rough morning, the kitchens as they are meant to be: every check passes, nobody is harmed',
  async () => {
    const verdict = await shortRun(ROUGH_MORNING, {});
    expect(invalidity(verdict)).toEqual([]);
    for (const side of SIDES) {
      expect([side, failedChecks(verdict.sides[side]!)]).toEqual([side, []]);
      expect([side, harmed(verdict.sides[side]!)]).toEqual([side, 0]);
    }
  },
  WITH_FETCHING_MS,
);

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
