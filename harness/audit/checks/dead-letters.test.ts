import { describe, expect, test } from '@jest/globals';
import type { FaultRecord } from '../../evidence/records.ts';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { type History, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED } from '../testing/order-story.ts';
import { poisoned } from '../testing/poison.ts';

const AT = 'orders/0/0';
const buried = (): History => poisoned(history('ed'), { buriedBy: ['stock'] }).order('anna', CONFIRMED);
/** Its neighbour is the first event of the first order. */
const processedAfter = (day: History, ms: number): History =>
  day.change(({ events, inbox }) => {
    const neighbour = events.find(({ type }) => type === 'OrderPlaced')!;
    inbox.find(({ eventId }) => eventId === neighbour.eventId)!.processedAtMs = neighbour.brokerMs + ms;
  });

describe('check 9, dead letters', () => {
  test('does not apply to the request side', () => {
    expect(goodDay('rr').check('9')).toBeUndefined();
  });
  test('passes on a day without poison and without dead letters', () => {
    expect(goodDay('ed').check('9')!.result).toBe('pass');
  });
  test('passes when the poison is buried, and every other check as well', () => {
    expect(buried().check('9')).toMatchObject({ result: 'pass', examined: 2 });
    expect(
      buried()
        .verdict()
        .checks.filter(({ result }) => result !== 'pass'),
    ).toEqual([]);
  });
  test('passes when the poison is an event, whose id its dead letter has as well', () => {
    const day = poisoned(history('ed'), { id: 'poison-event', type: 'OrderPlaced', buriedBy: ['stock'] });
    const judged = day.order('anna', CONFIRMED).verdict();
    expect(judged.checks.filter(({ result }) => result !== 'pass')).toEqual([]);
  });
  test('fails on a dead letter that is no poison', () => {
    const day = goodDay('ed').change(({ events, outbox }) => {
      const dead = { topic: 'stock.dead-letters', offset: 0, from: AT, because: 'broken' };
      events.push({ ...events[0]!, ...dead });
      outbox.push({ ...outbox[0]!, topic: dead.topic });
    });
    expectViolation(
      day,
      '9',
      'the message at orders/0/0 is in stock.dead-letters (broken), and is no poison',
    );
  });
  test('fails when poison is lost: neither handled nor buried', () => {
    const day = poisoned(history('ed'), { buriedBy: [] }).order('anna', CONFIRMED);
    expectViolation(day, '9', `the poison at ${AT} is in no dead letters`);
  });
  test('passes when a fact that nobody knows is ignored', () => {
    const day = poisoned(history('ed'), { type: 'OrderBlessed', buriedBy: [] }).order('anna', CONFIRMED);
    expect(day.check('9')!.result).toBe('pass');
  });
  test('passes on what comes later under the key of the poison, and is put aside with it', () => {
    const day = buried().change(({ events, outbox }) => {
      const letter = events.find(({ topic }) => topic === 'stock.dead-letters')!;
      events.push({ ...letter, eventId: 'later', offset: 1, from: 'orders/0/7', because: 'key_parked' });
      outbox.push({ ...outbox.find(({ topic }) => topic === letter.topic)!, eventId: 'later' });
    });
    expect(day.check('9')!.result).toBe('pass');
  });
  test('is unknown when no topic was read', () => {
    expect(history('ed').check('9')!.result).toBe('unknown');
  });
});

describe('check 9, the neighbours of poison', () => {
  test('passes when they are processed soon', () => {
    expect(processedAfter(buried(), 4_000).check('9')!.result).toBe('pass');
  });
  test('fails when they waited for too long', () => {
    expectViolation(
      processedAfter(buried(), 5_500),
      '9',
      `after the poison at ${AT} waited 5.5 s; at most 5 s`,
    );
  });
  test('fails when they are never processed', () => {
    const day = buried().change(({ events, inbox }) => {
      const { eventId } = events.find(({ type }) => type === 'OrderPlaced')!;
      inbox.splice(
        inbox.findIndex((row) => row.eventId === eventId),
        1,
      );
    });
    expectViolation(day, '9', `the message after the poison at ${AT} still waits for stock`);
  });
  test('says nothing of them while something else is broken, too', () => {
    const kill: FaultRecord = {
      ...KILL,
      injectedAtMs: PHASES.baselineStartMs,
      healedAtMs: PHASES.baselineStartMs + 500,
    };
    const day = processedAfter(buried(), 5_500).change(({ faults }) => faults.push(kill));
    expect(day.check('9')!.result).toBe('pass');
  });
});
