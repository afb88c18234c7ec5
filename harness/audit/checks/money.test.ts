import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { CONFIRMED, DECLINED, NO_ADDRESS } from '../testing/order-story.ts';

describe('check 2, money', () => {
  test.each([
    [
      'two live captures',
      { ...CONFIRMED, bank: ['captured', 'captured'], payments: ['captured', 'captured'] },
      'live captures',
    ],
    ['money kept for a declined order', { ...DECLINED, bank: ['captured'] }, 'and the bank keeps 5.60 EUR'],
    [
      'a confirmed order that was refunded',
      { ...CONFIRMED, bank: ['captured', 'refunded'] },
      'the bank keeps 0.00 EUR',
    ],
    [
      'more refunded than captured',
      { ...NO_ADDRESS, bank: ['captured', 'refunded', 'refunded'] },
      'more was refunded',
    ],
    [
      'a payment that the payments service does not know of',
      { ...CONFIRMED, payments: [] },
      'the payments service knows of 0',
    ],
  ] as const)('fails on %s', (_name, story, what) => {
    expectViolation(goodDay('rr').order('gina', story), '2', what);
  });
  test('fails on a wrong amount', () => {
    const day = goodDay('rr').change(({ bank }) => (bank[0]!.amountCents -= 1));
    expectViolation(day, '2', 'confirmed at 5.60 EUR, and the bank keeps 5.59 EUR');
  });
  test('leaves an order that is paid and not yet decided to check 4', () => {
    const day = goodDay('ed').order('gina', { ...CONFIRMED, state: 'placed', deliveries: [] });
    expect(day.check('2')!.result).toBe('pass');
    expect(day.check('4')!.result).toBe('fail');
  });
});
