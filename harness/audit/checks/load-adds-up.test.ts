import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { PHASES } from '../testing/history.ts';
import { REFUSED } from '../testing/order-story.ts';

describe('check 11, the load adds up', () => {
  test('passes with an order that could not be started', () => {
    expect(
      goodDay('rr')
        .order('gina', { ...REFUSED, told: 'never asked' })
        .check('11')!.result,
    ).toBe('pass');
  });
  test('fails when an operation has no record', () => {
    const day = goodDay('rr').change((_tables, run) => Object.assign(run.load, { offered: 7, started: 7 }));
    expect(day.check('11')).toMatchObject({ result: 'fail' });
  });
  test('fails when more was started and dropped than was offered', () => {
    const day = goodDay('rr').change((_tables, run) => Object.assign(run.load, { dropped: 2 }));
    expectViolation(day, '11', 'started + dropped: 8 is more than the 6 that were offered');
  });
  test('passes when k6 did not come to some of what was offered: that is a matter of validity', () => {
    const day = goodDay('rr').change((_tables, run) => (run.load.offered += 4));
    const { verdict, ledger } = day.judged();
    expect(day.check('11')!.result).toBe('pass');
    expect(verdict.unpredicted).toEqual([]);
    expect(verdict.invalidBecause).toContainEqual(
      expect.stringContaining(
        '6 of 10 offered orders were started (60.0 %), 4 were neither started nor dropped',
      ),
    );
    expect(ledger.filter(({ outcome }) => outcome === 'not-started').length).toBe(4);
  });
  test.each([
    [-1, 'more'],
    [1, 'fewer'],
  ])('passes when the schedule has %i than k6 started at the end: one %s', (difference) => {
    const day = goodDay('rr').change((_tables, run) => {
      run.load.offered += difference;
    });
    expect(day.check('11')!.result).toBe('pass');
    expect(day.rule('ledger-adds-up').result).toBe('pass');
  });
  test('passes when a client asked again: an order is one, however often it was sent', () => {
    const day = goodDay('rr').change(({ operations }) => {
      const first = operations[0]!;
      if (first.kind === 'place') operations.push({ ...first, attempt: 2, sentMs: first.sentMs + 500 });
    });
    expect(day.check('11')!.result).toBe('pass');
    expect(day.rule('clocks').result).toBe('pass');
    expect(day.verdict().attempts!.byClients).toBeCloseTo(7 / 6);
  });
  test('what was never started fills the slots of a spike', () => {
    const day = goodDay('rr')
      .planned({
        faults: [
          { fault: 'load-spike', role: 'clients', afterSeconds: 0, forSeconds: 1, with: { times: 5 } },
        ],
      })
      .change((_tables, run) => (run.load.offered += 1_000));
    const { ledger } = day.judged();
    const { faultStartMs } = PHASES;
    const starts = ledger.filter(({ outcome }) => outcome === 'not-started').map((line) => line.intendedMs!);
    expect(starts.length).toBe(1_000);
    expect(starts.filter((ms) => ms > faultStartMs && ms <= faultStartMs + 1_000).length).toBe(500);
  });
  test('fails when a key was used twice', () => {
    const day = goodDay('rr').change(({ operations }) => operations.push(operations[0]!));
    expectViolation(day, '11', 'operations = Idempotency-Keys: 7 is not 6');
  });
});
