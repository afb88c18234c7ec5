import { describe, expect, test } from '@jest/globals';
import { decidedAfter, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED, OUT_OF_STOCK, REFUSED } from '../testing/order-story.ts';

const { baselineStartMs, faultStartMs } = PHASES;

describe('counts and availability', () => {
  test('everything is a share of what was offered in the measured window', () => {
    const day = history('rr')
      .order('warm-up', CONFIRMED, { atMs: PHASES.loadStartMs })
      .order('in time', CONFIRMED)
      .order('late', CONFIRMED)
      .order('business', OUT_OF_STOCK)
      .order('refused', REFUSED)
      .order('dropped', { ...REFUSED, told: 'never asked' }, { atMs: baselineStartMs });
    decidedAfter(day, 2, 2_001);
    day.change((_, run) => Object.assign(run.load, { ratePerSecond: 1 }));
    const verdict = day.verdict();
    expect(verdict).toMatchObject({
      ...{ offered: 5, started: 4, dropped: 1, accepted: 3, completed: 3, completedInTime: 2 },
      availability: { accepted: 0.6, completedInTime: 0.4 },
      warmUp: { offered: 1, harmed: 0 },
    });
    expect(Object.values(verdict.ledger).reduce((sum, count) => sum + count)).toBe(5);
  });

  test('nothing offered is an availability of 0, not of 1', () => {
    expect(history('rr').verdict().availability).toEqual({ accepted: 0, completedInTime: 0 });
  });

  test('an order completed while its client had given up is completed, and not accepted', () => {
    expect(
      history('ed')
        .order('anna', { ...CONFIRMED, told: 'nothing' })
        .verdict(),
    ).toMatchObject({
      ...{ accepted: 0, completed: 1, completedInTime: 1 },
    });
  });
});

describe('unavailability', () => {
  test('a second is bad when less than 99 % of what was offered in it completed in time', () => {
    const day = history('rr').order('good', CONFIRMED);
    for (const second of [3, 4])
      day.order(`bad ${second}`, REFUSED, { atMs: baselineStartMs + second * 1000 });
    day.change(({ faults }) =>
      faults.push({ ...KILL, landedAtMs: faultStartMs, healStartedAtMs: faultStartMs + 1_500 }),
    );
    expect(day.verdict().unavailability).toEqual({ badSeconds: 2, faultSeconds: 1.5, excess: 0.5 });
  });

  test('faults that overlap count once', () => {
    const day = history('rr').order('good', CONFIRMED);
    day.change(({ faults }) =>
      faults.push(
        { ...KILL, landedAtMs: 1_000, healStartedAtMs: 3_000 },
        { ...KILL, landedAtMs: 2_000, healStartedAtMs: 4_000 },
      ),
    );
    expect(day.verdict().unavailability.faultSeconds).toBe(3);
  });
});
