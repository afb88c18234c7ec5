import { describe, expect, test } from '@jest/globals';
import { orderOfSides } from './order-of-sides.ts';

describe('order of the sides', () => {
  test('the same seed gives the same order', () => {
    expect(orderOfSides(['rr', 'ed'], 5)).toEqual(orderOfSides(['rr', 'ed'], 5));
  });

  test('over many seeds each side goes first about equally often', () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => orderOfSides(['rr', 'ed'], seed)[0]);
    const share = firsts.filter((side) => side === 'rr').length / firsts.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  test('a single side is the whole order', () => {
    expect(orderOfSides(['ed'], 5)).toEqual(['ed']);
  });
});
