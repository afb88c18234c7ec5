import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { type History, history, PHASES } from '../testing/history.ts';
import { CONFIRMED, DECLINED } from '../testing/order-story.ts';

describe('check 3, stock', () => {
  test('fails when portions have gone missing', () => {
    const day = goodDay('rr').change(({ stock }) => (stock[0]!.available -= 1));
    expectViolation(day, '3', 'held is not the initial 1000');
  });
  test('fails when a dish is held that the stock does not have', () => {
    const day = goodDay('rr').change(({ stock }) => (stock.length = 0));
    expectViolation(day, '3', 'the stock has no such dish');
  });
  test('fails when others are held than were ordered', () => {
    const day = goodDay('rr').change(({ orders }) => (orders[0]!.lines[0]!.quantity = 1));
    expectViolation(day, '3', 'ordered croissant×1, and held for it is croissant×2');
  });

  const oneAfterTheOther = (secondHeldAtMs: number): History => {
    const day = history('rr').order('anna', DECLINED).order('bert', CONFIRMED);
    return day.change(({ stock, reservations }) => {
      Object.assign(stock[0]!, { initial: 2, available: 0 });
      Object.assign(reservations[0]!, {
        createdAtMs: PHASES.baselineStartMs,
        releasedAtMs: PHASES.baselineStartMs + 500,
      });
      reservations[1]!.createdAtMs = PHASES.baselineStartMs + secondHeldAtMs;
    });
  };
  test('fails when more was held at once than there was, although it adds up in the end', () => {
    expectViolation(oneAfterTheOther(300), '3', '2 more portions were held at once');
  });
  test.each([500, 450, 600])(
    'passes when the portions were released before (second held at %i ms)',
    (atMs) => {
      expect(oneAfterTheOther(atMs).check('3')!.result).toBe('pass');
    },
  );
});
