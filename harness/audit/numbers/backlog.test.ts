import { describe, expect, test } from '@jest/globals';
import { average, backlogChanges, firstAtMost, highest, levelAt } from './backlog.ts';

describe('backlog', () => {
  const backlog = backlogChanges([
    { placedAtMs: 10, decidedAtMs: 50, state: 'confirmed' },
    { placedAtMs: 20, decidedAtMs: 30, state: 'rejected' },
    { placedAtMs: 40, decidedAtMs: null, state: 'placed' },
    { placedAtMs: Number.NaN, decidedAtMs: null, state: null },
  ] as never[]);
  test('is the number of orders placed and not yet decided', () => {
    expect([0, 11, 21, 31, 41, 51].map((ms) => levelAt(backlog, ms))).toEqual([0, 1, 2, 1, 2, 1]);
  });
  test('knows its highest, its average, and when it was back', () => {
    expect(highest(backlog, 0, 100)).toBe(2);
    expect(highest(backlog, 31, 39)).toBe(1);
    expect(average(backlog, 0, 40)).toBeCloseTo((10 + 2 * 10 + 10) / 40);
    expect(firstAtMost(backlog, 1, 21)).toBe(30);
    expect(firstAtMost(backlog, 0, 21)).toBeNull();
  });
});
