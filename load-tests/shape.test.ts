import { describe, expect, test } from '@jest/globals';
import { attemptsAt, doubledAt, scheduleOf, segmentsOf } from './shape.ts';

const spiked = { ratePerSecond: 10, spikes: [{ fromSeconds: 2, forSeconds: 1, times: 5 }] };

describe('a steady load', () => {
  const steady = scheduleOf({ ratePerSecond: 100 });
  test('begins at once, and has its orders at equal distances', () => {
    expect([0, 1, 250].map(steady.dueMs)).toEqual([0, 10, 2500]);
    expect(steady.planned(3)).toBe(300);
    expect([0, 15].map(steady.slotAt)).toEqual([0, 1.5]);
  });
});

describe('a load with a spike', () => {
  const schedule = scheduleOf(spiked);
  test('is stretches of one rate each', () => {
    expect(segmentsOf(spiked).map(({ startMs, ratePerSecond }) => [startMs, ratePerSecond])).toEqual([
      [0, 10],
      [2000, 50],
      [3000, 10],
    ]);
    expect([0, 1999, 2000, 2999, 3000, 9000].map(schedule.rateAt)).toEqual([10, 10, 50, 50, 10, 10]);
    expect(schedule.highestRate).toBe(50);
  });
  test('has an order when one order’s worth of rate has passed, as k6 has', () => {
    expect([0, 19, 20, 21, 69, 70].map(schedule.dueMs)).toEqual([100, 2000, 2020, 2040, 3000, 3100]);
  });
  test('has the orders of all stretches, but for one that would be due when it ends', () => {
    expect(schedule.planned(5)).toBe(20 + 50 + 20 - 1);
    expect(schedule.planned(2.5)).toBe(20 + 25 - 1);
  });
  test('knows the slot of every moment that is due', () => {
    for (const slot of [0, 5, 19, 20, 44, 69, 70, 88])
      expect(schedule.slotAt(schedule.dueMs(slot))).toBeCloseTo(slot, 6);
  });
  test('several spikes may follow each other, in any order of writing', () => {
    const twice = scheduleOf({
      ratePerSecond: 10,
      spikes: [
        { fromSeconds: 3, forSeconds: 1, times: 2 },
        { fromSeconds: 0, forSeconds: 1, times: 3 },
      ],
    });
    expect(twice.planned(4)).toBe(30 + 20 + 20 - 1);
    expect([500, 1500, 3500].map(twice.rateAt)).toEqual([30, 10, 20]);
  });
});

test('clients ask again in a storm only', () => {
  const storms = [{ fromSeconds: 2, forSeconds: 1, attempts: 10 }];
  expect([1999, 2000, 2999, 3000].map((ms) => attemptsAt(storms, ms))).toEqual([
    undefined,
    10,
    10,
    undefined,
  ]);
  expect(attemptsAt([], 5)).toBeUndefined();
});

test('clients send twice for as long as they are told, and a share of them', () => {
  const doublings = [{ fromSeconds: 2, forSeconds: 1, share: 0.3 }];
  expect([1999, 2000, 2999, 3000].map((ms) => doubledAt(doublings, ms))).toEqual([0, 0.3, 0.3, 0]);
});
