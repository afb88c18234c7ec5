import { describe, expect, test } from '@jest/globals';
import { highestRate } from './highest-rate.ts';

/** A kitchen that holds up to `limit` orders a second, and what was tried on it. */
function kitchen(limit: number) {
  const tried: number[] = [];
  return {
    tried,
    isHeld: async (rate: number) => {
      tried.push(rate);
      return rate <= limit;
    },
  };
}

describe('highestRate', () => {
  test.each([120, 230, 390, 560, 1010])(
    'finds a limit of %d to within a tenth, from below',
    async (limit) => {
      const { isHeld, tried } = kitchen(limit);
      const found = await highestRate(isHeld);
      expect(found).toBeLessThanOrEqual(limit);
      expect(found).toBeGreaterThanOrEqual(limit / 1.1);
      expect(tried.length).toBeLessThanOrEqual(9);
    },
  );

  test('is 0 where not even the first rate is held', async () => {
    const { isHeld, tried } = kitchen(50);
    await expect(highestRate(isHeld)).resolves.toBe(0);
    expect(tried).toEqual([100]);
  });
});
