import { describe, expect, test } from '@jest/globals';
import { intendedStarts } from './intended-starts.ts';

const schedule = { startMs: 1_000, ratePerSecond: 100, dropped: 0 };

describe('intended starts', () => {
  test('without drops they are the schedule, however late orders were sent', () => {
    expect(intendedStarts({ ...schedule, sentMs: [1_003, 1_250, 1_251, 1_252] })).toEqual([
      1_000, 1_010, 1_020, 1_030,
    ]);
  });

  test('in a spike they are as close together as k6 makes them', () => {
    const spikes = [{ fromSeconds: 0.05, forSeconds: 0.02, times: 5 }];
    const intended = intendedStarts({ ...schedule, spikes, sentMs: new Array(20).fill(undefined) });
    expect(intended.slice(0, 5)).toEqual([1_010, 1_020, 1_030, 1_040, 1_050]);
    expect(intended.slice(5, 15)).toEqual([
      1_052, 1_054, 1_056, 1_058, 1_060, 1_062, 1_064, 1_066, 1_068, 1_070,
    ]);
    expect(intended.slice(15, 17)).toEqual([1_080, 1_090]);
  });

  test('with drops in a spike, orders after them took later slots', () => {
    const spikes = [{ fromSeconds: 0, forSeconds: 1, times: 5 }];
    const sentMs = [1_002, 1_004, 1_010, 1_012];
    expect(intendedStarts({ ...schedule, spikes, dropped: 2, sentMs })).toEqual(sentMs);
  });

  test('with drops in the middle, orders after them took later slots', () => {
    // Slots 2, 3 and 4 were dropped: the third order that was started is the one that was due in slot 5.
    const sentMs = [1_000, 1_010, 1_050, 1_060];
    expect(intendedStarts({ ...schedule, dropped: 3, sentMs })).toEqual([1_000, 1_010, 1_050, 1_060]);
  });

  test('with drops, an order that was sent late keeps its slot when a later one was on time', () => {
    const sentMs = [1_000, 1_090, 1_020, 1_060];
    expect(intendedStarts({ ...schedule, dropped: 3, sentMs })).toEqual([1_000, 1_010, 1_020, 1_060]);
  });

  test('with drops after the last start, nothing is moved', () => {
    expect(intendedStarts({ ...schedule, dropped: 5, sentMs: [1_000, 1_010, 1_020] })).toEqual([
      1_000, 1_010, 1_020,
    ]);
  });

  test('an order is never intended after it was sent, nor moved further than there were drops', () => {
    const sentMs = [1_000, 1_500, 1_501, 1_502];
    const intended = intendedStarts({ ...schedule, dropped: 2, sentMs });
    expect(intended).toEqual([1_000, 1_030, 1_040, 1_050]);
  });

  test('an order of which nothing is known gets a place between its neighbours', () => {
    expect(intendedStarts({ ...schedule, sentMs: [1_000, undefined, 1_020] })).toEqual([1_000, 1_010, 1_020]);
  });
});
