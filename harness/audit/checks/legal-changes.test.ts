import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { history, PHASES, type Tables } from '../testing/history.ts';
import { CONFIRMED, DECLINED, PLACED } from '../testing/order-story.ts';

describe('check 6, legal changes, by the rows', () => {
  test.each<[string, (tables: Tables) => unknown, string]>([
    ['confirmed and rejected', ({ orders }) => (orders[0]!.reason = 'no_address'), 'confirmed, and yet'],
    ['rejected for nothing', ({ orders }) => (orders[1]!.reason = null), 'rejected for no reason'],
    ['of no known state', ({ orders }) => (orders[0]!.state = 'eaten'), 'an order is eaten'],
    ['released never', ({ reservations }) => (reservations[0]!.state = 'released'), 'was never undone'],
    [
      'held, though released',
      ({ reservations }) => (reservations[2]!.state = 'reserved'),
      'was undone, and is',
    ],
    ['paid, though refunded', ({ payments }) => (payments[2]!.state = 'captured'), 'a payment was undone'],
    [
      'sent, though cancelled',
      ({ deliveries }) => (deliveries[0]!.cancelledAtMs = 1),
      'a delivery was undone',
    ],
  ])('fails on what is %s', (_name, change, what) => {
    expectViolation(goodDay('rr').change(change), '6', what);
  });
});

describe('check 6, legal changes, by the facts in the topics', () => {
  test('fails when a fact comes before the one that it follows', () => {
    const facts = ['OrderPlaced', 'StockReleased', 'StockReserved', 'PaymentDeclined', 'OrderRejected'];
    expectViolation(
      goodDay('ed').order('gina', { ...DECLINED, facts }),
      '6',
      'StockReleased was announced when the reservation was not there yet',
    );
  });
  test('fails when an order is decided twice', () => {
    const facts = [...CONFIRMED.facts, 'OrderRejected'];
    expectViolation(
      goodDay('ed').order('gina', { ...CONFIRMED, facts }),
      '6',
      'OrderRejected was announced when the order was confirmed',
    );
  });
  test('passes when an event is in its topic twice, the second time after others', () => {
    const day = goodDay('ed').change(({ events }) => events.push({ ...events[1]!, offset: 99 }));
    expect(day.check('6')!.result).toBe('pass');
  });
});

describe('check 6, legal changes, for those who look on', () => {
  const readings = (...states: (string | null)[]) =>
    history('ed')
      .order('anna', CONFIRMED)
      .change(({ operations }) => {
        const [read] = operations.filter((one) => one.kind === 'read');
        operations.splice(operations.indexOf(read!), 1);
        for (const [index, state] of states.entries()) {
          const sentMs = PHASES.baselineStartMs + 50 + index * 200;
          const status = state === null ? 404 : 200;
          operations.push({ ...read!, sentMs, answeredMs: sentMs + 1, status, state });
        }
      });
  test('passes on an order that is placed and then confirmed', () => {
    expect(readings('placed', 'placed', 'confirmed').check('6')!.result).toBe('pass');
  });
  test('fails when an order is placed again after it was confirmed', () => {
    expectViolation(
      readings('confirmed', 'placed'),
      '6',
      'a client saw the order confirmed, and then placed',
    );
  });
  test('fails when an order is gone after it was seen', () => {
    expectViolation(readings('placed', null), '6', 'a client saw the order, and then there was none');
  });
  test('fails when a client that was told the end sees the beginning', () => {
    const day = history('rr')
      .order('anna', CONFIRMED)
      .change(({ operations }) =>
        Object.assign(operations.find(({ kind }) => kind === 'read')!, { state: 'placed' }),
      );
    expectViolation(day, '6', 'a client was told that the order is confirmed, and then saw it placed');
  });
  test('is unknown when no client has read anything', () => {
    const day = history('ed').order('anna', { ...PLACED, told: 'nothing' });
    expect(day.check('6')).toMatchObject({
      result: 'unknown',
      examples: [{ what: 'no client has read an order' }],
    });
  });
});
