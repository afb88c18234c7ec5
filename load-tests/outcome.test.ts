import { describe, expect, test } from '@jest/globals';
import { outcomeOf } from './outcome.ts';

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
