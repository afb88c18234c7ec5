import { describe, expect, test } from '@jest/globals';
import { goodDay } from '../testing/good-day.ts';
import { type History, PHASES } from '../testing/history.ts';
import { CONFIRMED, DECLINED, NO_ADDRESS, REFUSED } from '../testing/order-story.ts';

describe('check 12, it happened', () => {
  const DURING_FAULT = { atMs: PHASES.faultStartMs + 100 };
  const opened = (atMs: number) => ({ service: 'orders', target: 'payments', to: 'open' as const, atMs });
  const wants = (
    side: 'rr' | 'ed',
    ...events: ('breaker-opened' | 'compensated' | 'redelivered' | 'refused' | 'backlog-grew')[]
  ) => goodDay(side).planned({ sometimes: { [side]: events } as never });

  test('is left out when the scenario asks for nothing', () => {
    expect(goodDay('rr').check('12')).toBeUndefined();
  });
  test('passes when it happened', () => {
    const day = wants('rr', 'compensated', 'refused', 'breaker-opened')
      .order('gina', NO_ADDRESS, DURING_FAULT)
      .order('hugo', REFUSED, DURING_FAULT)
      .change(({ breakers }) => breakers.push(opened(PHASES.faultStartMs)));
    expect(day.check('12')).toMatchObject({ result: 'pass', examined: 3 });
  });
  test('does not count what happened before the fault began', () => {
    const day = wants('rr', 'compensated', 'redelivered', 'refused', 'breaker-opened')
      .order('gina', { ...CONFIRMED, bank: ['captured', 'replayed'] })
      .change(({ breakers, events }) => {
        breakers.push(opened(PHASES.faultStartMs - 1));
        events.push(...events.slice(0, 1));
      });
    const { result, examples } = day.check('12')!;
    expect(result).toBe('unknown');
    expect(examples).toHaveLength(4);
  });
  test.each([
    ['a 4xx', { status: 422 }, 'unknown'],
    ['a 5xx', { status: 503 }, 'pass'],
    ['no answer', { status: 0, outcome: 'unknown' as const }, 'pass'],
  ])('says of a refusal with %s whether it was the fault', (_name, answer, result) => {
    const day = wants('rr', 'refused')
      .order('gina', REFUSED, DURING_FAULT)
      .change(({ operations }) =>
        Object.assign(operations.findLast(({ kind }) => kind === 'place')!, answer),
      );
    expect(day.check('12')!.result).toBe(result);
  });
  test('is unknown, not failed, when it did not', () => {
    const check = wants('rr', 'breaker-opened', 'refused').check('12')!;
    expect(check).toMatchObject({ result: 'unknown', count: 0 });
    expect(check.examples).toMatchObject([
      { what: 'no circuit breaker opened after the fault began' },
      { what: 'after the fault began, no order was refused with a 5xx or left without an answer' },
    ]);
  });
  test('does not ask of a rung what can not happen there', () => {
    const onRung = (arm: string) =>
      wants('rr', 'breaker-opened', 'refused').change((_tables, run) => Object.assign(run, { arm }));
    expect(onRung('breakers').check('12')).toMatchObject({ result: 'unknown', examined: 2 });
    expect(onRung('naive').check('12')).toMatchObject({ result: 'unknown', examined: 1 });
    const nothingLeft = wants('ed', 'redelivered').change((_tables, run) =>
      Object.assign(run, { arm: 'naive' }),
    );
    expect(nothingLeft.check('12')).toBeUndefined();
  });
  test('says what it did not ask of a rung, and why', () => {
    const sentence =
      'on the rung naive it was not asked whether a circuit breaker opened: no call has a circuit breaker';
    const onNaive = (...events: ('breaker-opened' | 'refused')[]) =>
      wants('rr', ...events).change((_tables, run) => Object.assign(run, { arm: 'naive' }));
    const day = onNaive('breaker-opened', 'refused').order('hugo', REFUSED, DURING_FAULT);
    expect(day.check('12')).toMatchObject({
      ...{ result: 'pass', count: 0, examined: 1, examples: [{ what: sentence }] },
    });
    const leftOut = onNaive('breaker-opened');
    expect(leftOut.check('12')).toBeUndefined();
    expect(leftOut.rule('checks-decided')).toMatchObject({
      ...{ result: 'pass', detail: `every check passed or failed; ${sentence}` },
    });
  });
  test('asks of a rung what the faults make happen there', () => {
    const onTop = (role: 'orders' | 'payments') =>
      wants('rr', 'refused', 'compensated')
        .planned({ faults: [{ fault: 'kill', role, afterSeconds: 0, forSeconds: 1 }] })
        .change((_tables, run) => Object.assign(run, { arm: 'accept-later' }));
    expect(onTop('payments').check('12')!.examined).toBe(1);
    expect(onTop('orders').check('12')!.examined).toBe(2);
  });
  test.each([
    [
      'a message twice in a topic',
      (day: History) =>
        day.change(({ events }) =>
          events.push({ ...events[0]!, offset: 99, brokerMs: PHASES.faultStartMs + 100 }),
        ),
    ],
    [
      'a charge that the bank was asked for twice',
      (day: History) => day.order('gina', { ...CONFIRMED, bank: ['captured', 'replayed'] }, DURING_FAULT),
    ],
    [
      'a charge without a key, made twice',
      (day: History) => day.order('gina', { ...CONFIRMED, bank: ['captured', 'captured'] }, DURING_FAULT),
    ],
    [
      'a card that was declined, and asked for again',
      (day: History) => day.order('gina', { ...DECLINED, bank: ['declined', 'replayed'] }, DURING_FAULT),
    ],
  ])('counts %s as redelivered', (_name, happens) => {
    expect(wants('ed', 'redelivered').check('12')!.result).toBe('unknown');
    expect(happens(wants('ed', 'redelivered')).check('12')!.result).toBe('pass');
  });
  test('does not count a charge that is tried again because the bank refused it', () => {
    const retried = { ...CONFIRMED, bank: ['refused', 'refused', 'captured'] as const };
    const day = wants('ed', 'redelivered').order('gina', retried, DURING_FAULT);
    expect(day.check('12')!.result).toBe('unknown');
  });
  test('sees a backlog that grew by a second of load', () => {
    const day = wants('ed', 'backlog-grew');
    expect(day.check('12')!.result).toBe('unknown');
    for (let number = 0; number < 110; number++)
      day.order(`late ${number}`, CONFIRMED, { atMs: PHASES.faultStartMs + number });
    day.change(({ orders }) => {
      for (const row of orders.slice(-110)) row.decidedAtMs = PHASES.faultEndMs + 500;
    });
    expect(day.check('12')!.result).toBe('pass');
  });
});
