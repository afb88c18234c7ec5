/** docs/mutants.md is of the mutants that there are, and of a run in which all was as it should be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CHECKS } from '../../audit/checks/all.ts';
import { CORRUPTIONS } from '../../audit/testing/corruptions.ts';
import { LEFT_BY } from '../../audit/testing/left-by-mutants.ts';
import type { Side } from '../../evidence/records.ts';
import { ROOT } from '../../places.ts';
import { SIDES } from '../../systems.ts';
import { MUTANTS } from '../mutants.ts';
import { type MutantRow, mutantsAsMarkdown } from './table.ts';
import { WRONG_WITH } from './wrong.ts';

const NO_MUTANT = '–';
const RESULTS: Readonly<Record<string, MutantRow['checks'][string]>> = {
  X: 'fail',
  '·': 'pass',
  '?': 'unknown',
};

const page = readFileSync(join(ROOT, 'docs', 'mutants.md'), 'utf8').trimEnd();
const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, side]) => SIDES.some((each) => each === side))
  .map(([, side, mutant, words, ...cells]) => ({
    ...{ side: side as Side, mutant: mutant === NO_MUTANT ? null : mutant!, words: words! },
    ...{ cells: new Map(CHECKS.map(({ id }, at) => [id, cells[at]!])), harmed: Number(cells[CHECKS.length]) },
  }));

/** What the row of a run was, as far as the page tells. */
function readBack({ side, mutant, words, cells, harmed }: (typeof rows)[number]): MutantRow {
  const results = [...cells].flatMap(([id, cell]) => {
    const result = RESULTS[cell.replaceAll('*', '')];
    return result === undefined ? [] : [[id, result]];
  });
  const scenario = /^nothing \((.+)\)$/.exec(words)?.[1] ?? '';
  return { ...{ side, mutant, scenario, harmed }, checks: Object.fromEntries(results), invalid: [] };
}

test('docs/mutants.md is as `./lab mutants --markdown` prints it', () => {
  const { command, date, machine } =
    /^`(?<command>.+)` wrote this page on (?<date>\S+) \((?<machine>.+)\);/m.exec(page)!.groups!;
  const made = { command: command!, date: date!, machine: machine! };
  expect(page).toBe(mutantsAsMarkdown(rows.map(readBack), made));
});

describe.each(SIDES)('docs/mutants.md, %s', (side) => {
  const ofSide = rows.filter((row) => row.side === side);

  test('has every mutant once, and no other', () => {
    expect(ofSide.flatMap(({ mutant }) => mutant ?? [])).toEqual([...MUTANTS[side]]);
  });

  test.each(MUTANTS[side])('%s: caught by its check, which finds what it leaves behind', (mutant) => {
    const { caughtBy } = WRONG_WITH[side][mutant]!;
    const left = CORRUPTIONS.find((one) => one.side === side && one.what === LEFT_BY[side][mutant])!;
    expect(left.fails).toContain(caughtBy);
    expect(ofSide.find((row) => row.mutant === mutant)!.cells.get(caughtBy)).toBe('**X**');
  });

  test('the kitchen as it is meant to be fails no check', () => {
    const clean = ofSide.filter(({ mutant }) => mutant === null);
    expect(clean.length).toBeGreaterThan(0);
    expect(clean.flatMap(({ cells }) => [...cells.values()])).not.toContain('X');
  });
});
