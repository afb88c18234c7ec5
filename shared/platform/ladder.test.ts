import { expect, test } from '@jest/globals';
import { hasPattern } from './ladder.ts';

const LADDER = ['naive', 'timeouts', 'retries'] as const;

test.each([
  ['naive', ['naive']],
  ['timeouts', ['naive', 'timeouts']],
  ['retries', ['naive', 'timeouts', 'retries']],
] as const)('at %s a kitchen has %j', (arm, patterns) => {
  expect(LADDER.filter(hasPattern(LADDER, arm))).toEqual(patterns);
});
