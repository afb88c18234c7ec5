import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateLimit } from './rate-limit.ts';

describe('take', () => {
  test('a burst, then one more: is told how long to wait, and after that gets through', () => {
    const limit = createRateLimit({ perSecond: 10, burst: 3 });
    expect([0, 0, 0].map(() => limit.take('ann', 1_000))).toEqual([0, 0, 0]);
    expect(limit.take('ann', 1_000)).toBeCloseTo(0.1);
    expect(limit.take('ann', 1_050)).toBeCloseTo(0.05);
    expect(limit.take('ann', 1_100)).toBe(0);
  });

  test('one customer at the limit: others are not', () => {
    const limit = createRateLimit({ perSecond: 1, burst: 1 });
    expect([limit.take('ann', 0), limit.take('bob', 0)]).toEqual([0, 0]);
    expect(limit.take('ann', 0)).toBeGreaterThan(0);
  });

  test('any rhythm: never more than the burst and the rate together', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 200 }), (gapsMs) => {
        const limit = createRateLimit({ perSecond: 10, burst: 5 });
        let nowMs = 0;
        let taken = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (limit.take('ann', nowMs) === 0) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(5 + (nowMs / 1000) * 10 + 1e-6);
      }),
    );
  });

  test('more customers than are remembered: the one not seen for longest is forgotten, who asks often is not', () => {
    const limit = createRateLimit({ perSecond: 1, burst: 1, maxCustomers: 2 });
    for (const customer of ['ann', 'bob', 'ann', 'carl']) limit.take(customer, 0);
    expect(limit.take('ann', 0)).toBeGreaterThan(0);
    expect(limit.take('bob', 0)).toBe(0);
  });
});
