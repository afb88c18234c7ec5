import { describe, expect, test } from '@jest/globals';
import { createRetryBudget } from './retry-budget.ts';

function budget(options: { share?: number; perSecond?: number; most?: number }) {
  const clock = { ms: 0 };
  const { share = 0, perSecond = 0, most = 100 } = options;
  return { clock, ...createRetryBudget({ share, perSecond, most, nowMs: () => clock.ms }) };
}

const takeAll = ({ take }: { take(): boolean }): number => {
  let taken = 0;
  while (take()) taken += 1;
  return taken;
};

describe('retry budget', () => {
  test('a hundred calls at a share of a quarter: twenty-five retries and no more', () => {
    const calls = budget({ share: 0.25, most: 50 });
    for (let call = 0; call < 100; call += 1) calls.deposit();

    expect(takeAll(calls)).toBe(25);
  });

  test('few calls: the reserve of a second, filled again as time passes', () => {
    const calls = budget({ perSecond: 10 });

    expect(takeAll(calls)).toBe(10);
    calls.clock.ms += 300;
    expect(takeAll(calls)).toBe(3);
  });

  test('a long quiet time: no more is saved up than the most', () => {
    const calls = budget({ perSecond: 10, most: 15 });
    calls.clock.ms += 60_000;

    expect(takeAll(calls)).toBe(15);
  });
});
