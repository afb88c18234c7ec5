import { describe, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { CONFIRMED, DECLINED, NO_ADDRESS, PLACED, UNDONE } from '../testing/order-story.ts';

describe('check 4, endings', () => {
  test.each([
    ['an order that did not end', PLACED, 'still placed'],
    ['a confirmed order without a delivery', { ...CONFIRMED, deliveries: [] }, '0 booked deliveries'],
    [
      'a confirmed order without portions',
      { ...CONFIRMED, reservations: ['released'] },
      '0 held reservations',
    ],
    ['a rejected order with portions', { ...DECLINED, reservations: ['reserved'] }, '1 held reservation'],
    ['a rejected order with a delivery', { ...NO_ADDRESS, deliveries: ['booked'] }, '1 booked delivery'],
    ['an undone order with a payment', { ...UNDONE, payments: ['captured'] }, '1 captured payment'],
  ] as const)('fails on %s', (_name, story, what) => {
    expectViolation(goodDay('rr').order('gina', story), '4', what);
  });
});
