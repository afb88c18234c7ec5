import { describe, expect, test } from '@jest/globals';
import { asksAgain, outcomeOf } from './outcome.ts';

describe('outcome of an answer', () => {
  test.each([
    { status: 201, effect: null, outcome: 'accepted' },
    { status: 202, effect: null, outcome: 'accepted' },
    { status: 409, effect: 'none', outcome: 'refused' },
    { status: 503, effect: 'none', outcome: 'refused' },
    { status: 503, effect: 'unknown', outcome: 'unknown' },
    { status: 504, effect: 'unknown', outcome: 'unknown' },
    { status: 500, effect: null, outcome: 'unknown' },
    { status: 0, effect: null, outcome: 'unknown' },
  ] as const)('status $status with effect $effect is $outcome', ({ status, effect, outcome }) => {
    expect(outcomeOf({ status, effect })).toBe(outcome);
  });
});

test.each([
  [201, null, false],
  [202, null, false],
  [0, null, true],
  [503, 'none', true],
  [504, 'unknown', true],
  [409, null, true],
  [429, null, true],
  [400, 'none', false],
  [422, 'none', false],
] as const)('after %d with effect %s a client without mercy asks again: %s', (status, effect, again) => {
  expect(asksAgain({ status, effect })).toBe(again);
});
