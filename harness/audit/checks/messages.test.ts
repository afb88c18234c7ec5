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
  test('is unknown when the places of the groups are not known', () => {
    expect(
      goodDay('ed')
        .change(({ groups }) => (groups.length = 0))
        .check('8')!.result,
    ).toBe('unknown');
  });
});
