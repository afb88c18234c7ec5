import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { history } from '../testing/history.ts';
import { CONFIRMED, NO_ADDRESS, PLACED } from '../testing/order-story.ts';

describe('check 10, replay', () => {
  test('does not apply to the request side', () => {
    expect(goodDay('rr').check('10')).toBeUndefined();
  });
  test.each([
    ['naive', false],
    ['at-least-once', false],
    ['idempotent', false],
    ['dead-letters', false],
    ['outbox', true],
  ])('on the rung %s, what was confirmed and never said: asked is %s', (arm, isAsked) => {
    const facts = CONFIRMED.facts.slice(0, -1);
    const day = goodDay('ed').order('gina', { ...CONFIRMED, facts });
    day.change((_tables, run) => Object.assign(run, { arm }));
    expect(day.check('10')?.result).toBe(isAsked ? 'fail' : undefined);
    expect(day.ledgerLine('gina').bucket).toBe('completed');
  });
  test('passes when every topic is there twice: the second time changes nothing', () => {
    const day = goodDay('ed').change(({ events }) =>
      events.push(...events.map((event) => ({ ...event, offset: event.offset + 100 }))),
    );
    expect(day.check('10')).toMatchObject({ result: 'pass', examined: 5 });
  });
  test('fails when a charge was announced under two ids: whoever replays it pays twice', () => {
    const facts = [...CONFIRMED.facts, 'PaymentTaken'];
    expectViolation(
      goodDay('ed').order('gina', { ...CONFIRMED, facts }),
      '10',
      'a replay takes the money 2 times',
    );
  });
  test('fails when a row knows what no event tells', () => {
    const day = goodDay('ed').order('gina', { ...NO_ADDRESS, facts: NO_ADDRESS.facts.slice(0, 4) });
    day.change(({ payments }) => Object.assign(payments.at(-1)!, { state: 'captured', refundedAtMs: null }));
    expectViolation(day, '10', 'a replay makes the order placed, and there it is rejected');
  });
  test('fails when an event tells of what has no row', () => {
    const day = goodDay('ed').order('gina', { ...CONFIRMED, reservations: [] });
    expectViolation(day, '10', 'a replay makes the reservation reserved, and there it is none');
  });
  test('fails when there are two rows for one fact', () => {
    const day = goodDay('ed').order('gina', { ...CONFIRMED, payments: ['captured', 'captured'] });
    expectViolation(day, '10', 'makes the payment captured, and there it is captured and captured');
  });
  test('says nothing of an order that still waits for a message', () => {
    const day = history('ed')
      .order('anna', { ...PLACED, reservations: ['reserved'] })
      .change(({ groups }) => {
        for (const group of groups) group.committed -= 1;
      });
    expect(day.check('10')).toMatchObject({ result: 'unknown', examined: 0 });
  });
  test('is unknown when no topic was read', () => {
    const day = goodDay('ed').change(({ events }) => (events.length = 0));
    expect(day.check('10')).toMatchObject({ result: 'unknown', examined: 0 });
  });
});
