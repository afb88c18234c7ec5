import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';

describe('check 8, messages', () => {
  test('does not apply to the request side', () => {
    expect(goodDay('rr').check('8')).toBeUndefined();
  });
  test('fails when an outbox row was never published', () => {
    const day = goodDay('ed').change(({ outbox }) => {
      outbox.push({ ...outbox[0]!, eventId: 'unpublished', publishedAtMs: null });
    });
    expectViolation(day, '8', 'event unpublished is in an outbox and not in orders');
  });
  test('fails when an event was published beside the outbox', () => {
    const day = goodDay('ed').change(({ outbox }) => outbox.splice(0, 1));
    expectViolation(day, '8', 'is in orders and in no outbox');
  });
  test('fails when an event was swallowed: read, and processed by nobody', () => {
    const day = goodDay('ed').change(({ inbox }) => inbox.splice(0, 1));
    expectViolation(day, '8', 'was neither processed nor dead-lettered by stock');
  });
  test('fails when an event was published to another topic than the outbox row names', () => {
    const day = goodDay('ed').change(({ outbox }) => (outbox[0]!.topic = 'payments'));
    expectViolation(day, '8', 'was meant for another topic than orders');
  });
  test('fails when something was processed that is in no topic', () => {
    const day = goodDay('ed').change(({ inbox }) => inbox.push({ ...inbox[0]!, eventId: 'invented' }));
    expectViolation(day, '8', 'event invented was processed and is in no topic');
  });
  test('fails when a group lags', () => {
    const day = goodDay('ed').change(({ groups }) => (groups[0]!.committed -= 2));
    expectViolation(day, '8', 'stands at');
  });
  test('passes when an event was published twice', () => {
    const day = goodDay('ed').change(({ events }) => events.push({ ...events[0]!, offset: 99 }));
    expect(day.check('8')!.result).toBe('pass');
  });
  test('passes when an event is a dead letter', () => {
    const day = goodDay('ed').change(({ events, outbox, inbox }) => {
      const topic = 'stock.dead-letters';
      inbox.splice(0, 1);
      events.push({ ...events[0]!, topic, offset: 0 });
      outbox.push({ ...outbox[0]!, topic });
    });
    expect(day.check('8')!.result).toBe('pass');
  });
  test('fails when a dead letter was written and never arrived', () => {
    const day = goodDay('ed').change(({ outbox }) =>
      outbox.push({ ...outbox[0]!, topic: 'stock.dead-letters' }),
    );
    expectViolation(day, '8', 'stock.dead-letters: 1 outbox row, 0 messages');
  });
  test('fails when a message was parked, and its dead letter was never written', () => {
    const day = goodDay('ed').change(({ inbox }) => (inbox[0]!.outcome = 'dead-lettered'));
    expectViolation(day, '8', 'was neither processed nor dead-lettered by stock');
  });
  test('fails when an event lies under another key than its order', () => {
    const day = goodDay('ed').change(({ events }) => (events[0]!.key = 'another'));
    expectViolation(day, '8', 'lies in orders under a wrong key');
  });
  test.each([
    ['naive', { outbox: false, inbox: false }],
    ['at-least-once', { outbox: false, inbox: false }],
    ['idempotent', { outbox: false, inbox: true }],
    ['dead-letters', { outbox: false, inbox: true }],
    ['outbox', { outbox: true, inbox: true }],
  ])('at %s misses only the rows that the rung writes', (arm, has) => {
    const day = (table: 'outbox' | 'inbox') =>
      goodDay('ed').change((tables, run) => {
        run.arm = arm;
        tables[table].length = 0;
      });
    for (const table of ['outbox', 'inbox'] as const)
      expect(day(table).check('8')!.result).toBe(has[table] ? 'fail' : 'pass');
  });
  test('fails at any rung when a group lags', () => {
    const day = goodDay('ed').change(({ groups }, run) => {
      run.arm = 'naive';
      groups[0]!.committed -= 2;
    });
    expectViolation(day, '8', 'stands at');
  });
  test('is unknown when the places of the groups are not known', () => {
    expect(
      goodDay('ed')
        .change(({ groups }) => (groups.length = 0))
        .check('8')!.result,
    ).toBe('unknown');
  });
});
