import { expect, test } from '@jest/globals';
import { expandRepeats } from './repeat.ts';
import type { RepeatedFault } from './scenario.ts';

const KILL: RepeatedFault = { fault: 'kill', role: 'stock', afterSeconds: 1, forSeconds: 0.5 };
const often: RepeatedFault = { ...KILL, repeat: { times: 4, everySeconds: 3, jitterSeconds: 0.5 } };
const startsOf = (faults: RepeatedFault[], seed = 1) =>
  faults.flatMap((fault, index) => expandRepeats(fault, seed, index)).map(({ afterSeconds }) => afterSeconds);

test('a fault without a repeat stays as it is', () => {
  expect(expandRepeats(KILL, 1, 0)).toEqual([KILL]);
});

test('repeats without jitter come at even times, and say nothing of repeating any more', () => {
  const even = { ...KILL, repeat: { times: 3, everySeconds: 2, jitterSeconds: 0 } };
  expect(expandRepeats(even, 1, 0)).toEqual([
    KILL,
    { ...KILL, afterSeconds: 3 },
    { ...KILL, afterSeconds: 5 },
  ]);
});

test('jitter moves all but the first, by no more than it says, and differently', () => {
  const starts = startsOf([often]);
  expect(starts[0]).toBe(1);
  const moved = starts.slice(1).map((start, at) => start - (1 + 3 * (at + 1)));
  for (const by of moved) expect(Math.abs(by)).toBeLessThanOrEqual(0.5);
  expect(new Set(moved.map((by) => by.toFixed(3))).size).toBeGreaterThan(1);
});

test('the same seed gives the same times, another seed others, and two faults do not move alike', () => {
  expect(startsOf([often])).toEqual(startsOf([often]));
  expect(startsOf([often], 2)).not.toEqual(startsOf([often]));
  const both = startsOf([often, often]);
  expect(both.slice(4)).not.toEqual(both.slice(0, 4));
});
