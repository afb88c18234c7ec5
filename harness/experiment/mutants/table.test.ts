import { describe, expect, test } from '@jest/globals';
import { goodRun } from '../../audit/testing/good-run.ts';
import { CONFIRMED } from '../../audit/testing/order-story.ts';
import { type MutantRow, mutantsAsMarkdown, problemsOf, renderMutants, rowOf } from './table.ts';

const clean: MutantRow = rowOf('ed', null, goodRun('ed').judged().verdict);
const mutant = (name: string, harmed: boolean): MutantRow => {
  const run = goodRun('ed');
  if (harmed) run.order('gina', { ...CONFIRMED, deliveries: [] });
  return rowOf('ed', name, run.judged().verdict);
};

describe('the table of mutants', () => {
  test('is in order when every mutant is caught, and the kitchen without one by nothing', () => {
    expect(problemsOf([clean, mutant('no-compensation', true)])).toEqual([]);
  });
  test('names a mutant that its check does not catch, whatever else fails', () => {
    expect(problemsOf([clean, mutant('swallowed-error', false), mutant('no-inbox', true)])).toEqual([
      'ed swallowed-error is not caught by 1-nothing-lost: no check fails.',
      'ed no-inbox is not caught by 8-messages: only 4-endings, 5-delivery, 10-replay fails.',
    ]);
  });
  test('names what a kitchen without a mutant is blamed for, and why its run does not count', () => {
    const blamed = {
      ...mutant('', true),
      mutant: null,
      scenario: 'morning',
      invalid: ['faults: was not healed'],
    };
    expect(problemsOf([blamed])).toEqual([
      'ed as meant, morning: fails 4-endings, 5-delivery, 10-replay.',
      'ed as meant, morning: harms 1 orders.',
      'ed as meant, morning: a run that does not count: faults: was not healed',
    ]);
  });
  test('fits 80 columns, and says the same in Markdown', () => {
    const rows = [clean, mutant('no-compensation', true)];
    const text = renderMutants(rows);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain('ed  no-compensation  ·  ·  ·  X  X  ·  ·  ·  ·  X  ·          1');
    const page = mutantsAsMarkdown(rows, {
      command: './lab mutants',
      date: '2026-11-27',
      machine: '2 × CPU',
    });
    expect(page).toContain('`./lab mutants` wrote this page on 2026-11-27 (2 × CPU)');
    expect(page).toMatch(
      /^\| ed \| no-compensation \| [\w ,]+ \| · \| · \| · \| \*\*X\*\* \| X \| · \| · \| · \| · \| X \| · \| {2}\| 1 \|$/m,
    );
  });
});
