import { describe, expect, test } from '@jest/globals';
import { hasPattern } from '#shared/platform/ladder.ts';
import { LADDER } from '../../../event-driven/ladder.ts';
import { LADDER as RR_LADDER } from '../../../request-response/ladder.ts';
import { canHappen, tracesOf } from './traces.ts';

test.each(LADDER)('%s leaves the traces of the patterns that it has', (arm) => {
  const has = hasPattern(LADDER, arm);
  expect(tracesOf(arm)).toEqual({
    outbox: has('outbox'),
    inbox: has('idempotent'),
    wholeLog: has('outbox'),
  });
});

describe('what can happen on a rung', () => {
  test.each(RR_LADDER)('request-response, %s: a breaker opens where there is one', (arm) => {
    expect(canHappen('rr', arm, 'breaker-opened')).toBe(hasPattern(RR_LADDER, arm)('breakers'));
  });
  test.each(RR_LADDER)('request-response, %s: something is asked twice where somebody tries again', (arm) => {
    expect(canHappen('rr', arm, 'redelivered')).toBe(hasPattern(RR_LADDER, arm)('retries'));
  });
  test.each(RR_LADDER)('request-response, %s: orders are refused where none waits', (arm) => {
    expect(canHappen('rr', arm, 'refused')).toBe(!hasPattern(RR_LADDER, arm)('accept-later'));
  });
  test.each(LADDER)('event-driven, %s: a message comes again where offsets follow the work', (arm) => {
    expect(canHappen('ed', arm, 'redelivered')).toBe(hasPattern(LADDER, arm)('at-least-once'));
  });
});
