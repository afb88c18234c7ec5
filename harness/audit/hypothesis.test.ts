import { describe, expect, test } from '@jest/globals';
import type { Expectation } from '../scenarios/expectation.ts';
import { judgeHypothesis } from './hypothesis.ts';
import { goodRun } from './testing/good-run.ts';
import { history, PHASES } from './testing/history.ts';
import { CONFIRMED, REFUSED } from './testing/order-story.ts';
import type { Verdict } from './verdict.ts';

const sides = (accepted: { rr?: number; ed?: number }): Verdict['sides'] => ({
  ...(accepted.rr === undefined ? {} : { rr: sideWith(accepted.rr) }),
  ...(accepted.ed === undefined ? {} : { ed: sideWith(accepted.ed) }),
});
const sideWith = (accepted: number) => {
  const side = goodRun('rr').verdict();
  return { ...side, availability: { ...side.availability, accepted } };
};
const EXPECTED: Expectation = { number: 'rr.availability.accepted', because: 'it is down' };
const judged = (expected: Partial<Expectation>, accepted: { rr?: number; ed?: number }, valid = true) =>
  judgeHypothesis([{ ...EXPECTED, ...expected }], { valid, sides: sides(accepted) })[0]!;

describe('hypothesis', () => {
  test('a number within its limits holds, and says what it was', () => {
    expect(judged({ atMost: 0.1 }, { rr: 0.02 })).toEqual({
      expectation: 'request-response: accepted ÷ offered is at most 10.0 %, because it is down.',
      ...{ measured: 0.02, detail: 'it was 2.0 %', result: 'held' },
    });
  });

  test.each([
    [{ atMost: 0.1 }, 0.1, 'held'],
    [{ atMost: 0.1 }, 0.11, 'refuted'],
    [{ atLeast: 0.9 }, 0.9, 'held'],
    [{ atLeast: 0.9 }, 0.89, 'refuted'],
    [{ atLeast: 0.2, atMost: 0.4 }, 0.3, 'held'],
    [{ atLeast: 0.2, atMost: 0.4 }, 0.5, 'refuted'],
  ])('%j of %d is %s', (limits, rr, result) => {
    expect(judged(limits, { rr }).result).toBe(result);
  });

  test('a difference of the two sides', () => {
    const expected = { number: 'ed.availability.accepted', minus: 'rr.availability.accepted', atLeast: 0.9 };
    expect(judged(expected, { rr: 0.02, ed: 1 })).toMatchObject({
      expectation: expect.stringContaining('event-driven minus request-response: accepted ÷ offered'),
      ...{ measured: 0.98, result: 'held' },
    });
    expect(judged(expected, { rr: 0.2, ed: 1 }).result).toBe('refuted');
  });

  test('what is expected of some rungs is asked where the side stands on one of them, and nowhere else', () => {
    const { arm } = goodRun('rr').verdict();
    const on = (...rungs: string[]) =>
      judgeHypothesis([{ ...EXPECTED, rungs, atMost: 1 }], { valid: true, sides: sides({ rr: 1 }) });
    expect(on(arm)).toEqual([
      expect.objectContaining({
        expectation: `request-response: accepted ÷ offered, on the rung ${arm}, is at most 100.0 %, because it is down.`,
        result: 'held',
      }),
    ]);
    expect(on('another', arm)).toEqual([
      expect.objectContaining({ expectation: expect.stringContaining(`, on the rungs another, ${arm},`) }),
    ]);
    expect(on('another')).toEqual([]);
  });

  test('of a side that was not run, nothing is known', () => {
    expect(judged({ number: 'ed.availability.accepted', atLeast: 0.9 }, { rr: 1 })).toMatchObject({
      ...{ measured: null, result: 'unknown', detail: 'the event-driven side was not run' },
    });
  });

  test('a latency of no order is not known', () => {
    const verdict = { valid: true, sides: { rr: history('rr').verdict() } };
    const expected = { ...EXPECTED, number: 'rr.latencyMs.accept.p95', atMost: 5 };
    expect(judgeHypothesis([expected], verdict)[0]).toMatchObject({ measured: null, result: 'unknown' });
  });

  test('a run that is not valid refutes nothing, and shows nothing', () => {
    expect(judged({ atMost: 0.1 }, { rr: 0.5 }, false)).toMatchObject({ measured: 0.5, result: 'unknown' });
    expect(judged({ atMost: 0.1 }, { rr: 0.05 }, false).result).toBe('unknown');
  });

  test('it is part of the verdict, and changes neither validity nor safety', () => {
    const run = goodRun('rr');
    const before = run.judged().verdict;
    const expects = [{ ...EXPECTED, atMost: 0.1 }];
    const { hypothesis, ...after } = run.planned({ expects }).judged().verdict;
    expect(hypothesis).toMatchObject([{ measured: 1, result: 'refuted' }]);
    expect({ ...after, hypothesis: [] }).toEqual(before);
    expect(after).toMatchObject({ valid: true, unpredicted: [] });
  });

  test('during the fault only what was wanted in the fault window counts', () => {
    const run = goodRun('rr')
      .order('refused', REFUSED, { atMs: PHASES.faultStartMs + 100 })
      .order('served', CONFIRMED, { atMs: PHASES.faultStartMs + 200 });
    run.planned({ expects: [{ ...EXPECTED, during: 'fault', atMost: 0.5 }] });
    expect(run.judged().verdict.hypothesis).toMatchObject([
      {
        expectation: expect.stringContaining('accepted ÷ offered, in the fault window, is at most 50.0 %'),
        ...{ measured: 0.5, result: 'held' },
      },
    ]);
  });
});
