/** docs/mutants.md is of the mutants that there are, and of a run in which all was as it should be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CHECKS } from '../../audit/checks/all.ts';
import { CORRUPTIONS } from '../../audit/testing/corruptions.ts';
import { LEFT_BY } from '../../audit/testing/left-by-mutants.ts';
import { ROOT } from '../../places.ts';
import { SIDES } from '../../systems.ts';
import { MUTANTS } from '../mutants.ts';
import { WRONG_WITH } from './wrong.ts';

const NO_MUTANT = '–';
const rows = readFileSync(join(ROOT, 'docs', 'mutants.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, side]) => SIDES.some((each) => each === side))
  .map(([, side, mutant, , ...cells]) => ({
    ...{ side, mutant },
    failed: CHECKS.filter((_, index) => /X/.test(cells[index] ?? '')).map(({ id }) => id),
  }));

describe.each(SIDES)('docs/mutants.md, %s', (side) => {
  const ofSide = rows.filter((row) => row.side === side);

  test('has every mutant once, and no other', () => {
    const mutants = ofSide.map(({ mutant }) => mutant).filter((mutant) => mutant !== NO_MUTANT);
    expect(mutants).toEqual([...MUTANTS[side]]);
  });

  test.each(MUTANTS[side])('%s: caught by its check, which finds what it leaves behind', (mutant) => {
    const { caughtBy } = WRONG_WITH[side][mutant]!;
    const left = CORRUPTIONS.find((one) => one.side === side && one.what === LEFT_BY[side][mutant])!;
    expect(left.fails).toContain(caughtBy);
    expect(ofSide.find((row) => row.mutant === mutant)!.failed).toContain(caughtBy);
  });

  test('the kitchen as it is meant to be fails no check', () => {
    const clean = ofSide.filter(({ mutant }) => mutant === NO_MUTANT);
    expect(clean.length).toBeGreaterThan(0);
    expect(clean.flatMap(({ failed }) => failed)).toEqual([]);
  });
});
