import { describe, expect, test } from '@jest/globals';
import type { LoadLine } from '../../load-tests/settings.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { gateProblems } from './gate.ts';

const scenario = scenarioNamed('calm').plan({ seed: 1 });
const place = (sentMs: number, { status = 202, tookMs = 5 } = {}): LoadLine => ({
  ...{ kind: 'place', index: sentMs, sentMs, answeredMs: sentMs + tookMs, status },
  ...{ orderId: null, state: null, effect: null },
});
/** 900 orders, one every 10 ms from 1,000 on; every tenth may be special. */
const orders = (special: Parameters<typeof place>[1] = {}): LoadLine[] =>
  Array.from({ length: 900 }, (_, index) => place(1_000 + index * 10, index % 10 === 0 ? special : {}));

describe('steady-state gate', () => {
  test('a good baseline has no problems', () => {
    expect(gateProblems(orders(), scenario, 1_000, 10_000)).toEqual([]);
  });

  test('too many orders that were not accepted are named with their share', () => {
    const [problem, ...others] = gateProblems(orders({ status: 503 }), scenario, 1_000, 10_000);
    expect(problem).toContain('90 % of the orders were accepted; at least 99 %');
    expect(others).toEqual([]);
  });

  test('slow answers are named with how slow they were', () => {
    const [problem, ...others] = gateProblems(orders({ tookMs: 1_700 }), scenario, 1_000, 10_000);
    expect(problem).toContain('more than 1700 ms; at most 1000 ms');
    expect(others).toEqual([]);
  });

  test('what was before the baseline, or in its last moment, does not count', () => {
    const outside = [place(999, { status: 0 }), ...orders(), place(9_900, { status: 0 })];
    expect(gateProblems(outside, scenario, 1_000, 10_000)).toEqual([]);
  });

  test('no order at all is a problem, not a steady state', () => {
    expect(gateProblems([], scenario, 1_000, 10_000)).toHaveLength(1);
  });
});
