import { describe, expect, test } from '@jest/globals';
import type { Side } from '../evidence/records.ts';
import { invalidity } from './invalidity.ts';
import { ROUGH_MORNING } from './mutants/rough-morning.ts';
import { failedChecks, harmed, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

/** Some mutants and a check that catches each; `./lab mutants` runs them all, through all checks. */
const CAUGHT_BY: { side: Side; mutant: string; check: string }[] = [
  { side: 'ed', mutant: 'no-inbox', check: '4-endings' },
  { side: 'ed', mutant: 'publish-without-outbox', check: '8-messages' },
  { side: 'ed', mutant: 'swallowed-error', check: '4-endings' },
  { side: 'rr', mutant: 'retry-without-key', check: '2-money' },
  { side: 'rr', mutant: 'no-compensation', check: '4-endings' },
];

describe('a rough morning', () => {
  test.each(['rr', 'ed'] as const)(
    '%s as it is meant to be: every check passes, nobody is harmed',
    async (side) => {
      const verdict = await shortRun(ROUGH_MORNING, { sides: [side] });
      expect(invalidity(verdict)).toEqual([]);
      expect(failedChecks(verdict.sides[side]!)).toEqual([]);
      expect(harmed(verdict.sides[side]!)).toBe(0);
    },
    WITH_FETCHING_MS,
  );

  test.each(CAUGHT_BY)(
    '$side with the mutant $mutant: caught by check $check',
    async ({ side, mutant, check }) => {
      const verdict = await shortRun(ROUGH_MORNING, { sides: [side], mutants: [mutant] });
      expect(verdict.sides[side]!.mutants).toEqual([mutant]);
      const failed = failedChecks(verdict.sides[side]!).filter(({ result }) => result === 'fail');
      expect(failed.map(({ id }) => id)).toContain(check);
    },
    WITH_FETCHING_MS,
  );
});
