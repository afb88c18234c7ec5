import { describe, expect, test } from '@jest/globals';
import type { RunSummary } from '../evidence/folder/run-list.ts';
import { SCENARIO_NAMES } from '../scenarios/names.ts';
import { runName } from './input/run-folder.ts';
import { tableOf } from './runs.ts';

const LONGEST_SCENARIO = SCENARIO_NAMES.toSorted((a, b) => b.length - a.length)[0]!;
const JUDGED: RunSummary = {
  run: `${runName(LONGEST_SCENARIO, Date.UTC(2026, 10, 21, 10, 15))}-2`,
  folder: '/runs/here',
  state: 'judged',
  problem: null,
  verdict: { valid: true, unpredicted: 12 },
  createdAtMs: 0,
  scenario: LONGEST_SCENARIO,
  sides: ['rr', 'ed'],
  ratePerSecond: 2000,
  seed: 2 ** 31 - 1,
};
const verdictOf = (run: Partial<RunSummary>): string =>
  tableOf([{ ...JUDGED, ...run } as RunSummary])
    .split('\n')[1]!
    .split(/\s{2,}/)
    .at(-1)!;

describe('the table of runs', () => {
  test('the longest rows, every column filled, fit 80 columns', () => {
    const all = [
      JUDGED,
      { ...JUDGED, state: 'other version' as const, verdict: null, problem: 'A sentence.' },
    ];
    for (const row of tableOf(all).split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  });

  test.each([
    ['as predicted', { verdict: { valid: true, unpredicted: 0 } }],
    ['2 not predicted', { verdict: { valid: true, unpredicted: 2 } }],
    ['not valid', { verdict: { valid: false, unpredicted: 2 } }],
    ['not finished', { verdict: null, state: 'not finished', problem: 'A whole sentence.' }],
    ['other version', { verdict: null, state: 'other version', problem: 'A whole sentence.' }],
  ] as const)('a run is "%s" in a word or two', (word, run) => {
    expect(verdictOf(run)).toBe(word);
  });

  test('a run whose plan can not be read has its name and a word', () => {
    const unread = { createdAtMs: null, scenario: null, sides: null, ratePerSecond: null, seed: null };
    const row = tableOf([{ ...JUDGED, ...unread, verdict: null, state: 'damaged', problem: 'A sentence.' }]);
    expect(row.split('\n')[1]!.split(/\s+/)).toEqual([JUDGED.run, 'damaged']);
  });
});
