import { expect, test } from '@jest/globals';
import type { HypothesisResult } from '../audit/verdict.ts';
import { claimOutcome, expectationOutcome } from './hypothesis-words.ts';
import { sampleRun } from './testing/sample.ts';

const { verdict } = sampleRun({ ratePerSecond: 1 });
const one = (result: HypothesisResult['result']): HypothesisResult => ({
  ...{ expectation: 'It is at most 3, because it is so.', measured: 2, detail: 'it was 2', result },
});
const told = (...results: HypothesisResult['result'][]): string =>
  claimOutcome({ ...verdict, hypothesis: results.map(one) })!.replaceAll('\u00a0', ' ');

test('claimOutcome: held, refuted or undecided, and of how many', () => {
  expect(told('held', 'held')).toBe('The hypothesis held: 2 of 2 expectations.');
  expect(told('held', 'refuted', 'unknown')).toBe(
    'The hypothesis was refuted: 1 of 3 expectations did not hold.',
  );
  expect(told('held', 'unknown')).toBe(
    'The hypothesis is undecided: 1 of 2 expectations could not be judged.',
  );
});

test('claimOutcome: where nothing is expected in numbers, nothing is said', () => {
  expect(claimOutcome({ ...verdict, hypothesis: [] })).toBeUndefined();
});

test('expectationOutcome: a sentence with what was measured', () => {
  expect(expectationOutcome(one('held'))).toBe('held: It is at most 3, because it is so (it was 2).');
});
