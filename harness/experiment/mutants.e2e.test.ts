import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Side } from '../evidence/records.ts';
import { ROOT } from '../places.ts';
import type { PlannedFault, Scenario } from '../scenarios/scenario.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { SIDES, SYSTEMS } from '../systems.ts';
import { MUTANTS } from './mutants.ts';
import { failedChecks, harmed, invalidity, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

const kill = (role: PlannedFault['role'], afterSeconds: number, forSeconds: number): PlannedFault => ({
  ...{ fault: 'kill', role, afterSeconds, forSeconds },
});

/** A few seconds in which everything happens that any of the mutants can not stand. */
const roughMorning: Scenario = {
  ...scenarioNamed('calm').plan({ seed: 1, rate: 40 }),
  name: 'rough-morning',
  title: 'A rough morning',
  seconds: { warmUp: 1, baseline: 2, fault: 5, recovery: 1, drainAtMost: 10 },
  faults: [
    // The bank is away: what does not try again, or not with the same key, is found out.
    kill('bank', 0, 0.6),
    { fault: 'bank-slow', role: 'bank', with: { latencyMs: 80 }, afterSeconds: 1.5, forSeconds: 3 },
    {
      ...{ fault: 'bank-forgets-to-answer', role: 'bank', with: { rate: 0.2 } },
      ...{ afterSeconds: 1.5, forSeconds: 3 },
    },
    // Killed in the middle of their work, with messages handled and offsets not yet committed, or the other way round.
    kill('payments', 2.5, 0.3),
    kill('stock', 2.7, 0.3),
    kill('delivery', 2.9, 0.3),
  ],
  sometimes: { rr: ['compensated'], ed: ['compensated', 'redelivered'] },
};

/** Which check catches which mutant. */
const CAUGHT_BY: { side: Side; mutant: string; check: string }[] = [
  { side: 'ed', mutant: 'no-inbox', check: '4-endings' },
  { side: 'ed', mutant: 'offset-before-work', check: '4-endings' },
  { side: 'ed', mutant: 'publish-without-outbox', check: '8-messages' },
  { side: 'ed', mutant: 'swallowed-error', check: '4-endings' },
  { side: 'ed', mutant: 'no-compensation', check: '4-endings' },
  { side: 'rr', mutant: 'retry-without-key', check: '2-money' },
  { side: 'rr', mutant: 'no-compensation', check: '4-endings' },
];

test('no mutant is without a check that catches it', () => {
  const caught = CAUGHT_BY.map(({ side, mutant }) => `${side} ${mutant}`);
  const all = SIDES.flatMap((side) => MUTANTS[side].map((mutant) => `${side} ${mutant}`));
  expect(caught.sort()).toEqual(all.sort());
});

test('docs/truth.md has the same table', () => {
  const text = readFileSync(join(ROOT, 'docs', 'truth.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([\w-]+) `([\w-]+)` \|.*\| `([\w-]+)` \|$/gm)];
  const documented = rows.map(([, kitchen, mutant, check]) => ({ kitchen, mutant, check }));
  expect(documented).toEqual(
    CAUGHT_BY.map(({ side, mutant, check }) => ({ kitchen: SYSTEMS[side].name, mutant, check })),
  );
});

describe('a rough morning', () => {
  test.each(['rr', 'ed'] as const)(
    '%s as it is meant to be: every check passes, nobody is harmed',
    async (side) => {
      const verdict = await shortRun(roughMorning, { sides: [side] });
      expect(invalidity(verdict)).toEqual([]);
      expect(failedChecks(verdict.sides[side]!)).toEqual([]);
      expect(harmed(verdict.sides[side]!)).toBe(0);
    },
    WITH_FETCHING_MS,
  );

  test.each(CAUGHT_BY)(
    '$side with the mutant $mutant: caught by check $check',
    async ({ side, mutant, check }) => {
      const verdict = await shortRun(roughMorning, { sides: [side], mutants: [mutant] });
      expect(verdict.sides[side]!.mutants).toEqual([mutant]);
      const failed = failedChecks(verdict.sides[side]!).filter(({ result }) => result === 'fail');
      expect(failed.map(({ id }) => id)).toContain(check);
    },
    WITH_FETCHING_MS,
  );
});
