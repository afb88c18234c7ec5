import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { incoming } from '../../testing/given.ts';
import { silentLog } from '../../testing/silent.ts';
import type { Incoming } from '../receiving/handling.ts';
import { createGivingUp } from './giving-up.ts';

const LIMIT = 3;
const away = new AppError('unavailable', 'bank_failed', 'away');
const reserved = () => incoming(undefined, { case: 'stockReserved', value: {} });
const refused = () => incoming(undefined, { case: 'deliveryRefused', value: { reason: 'no_address' } });

/** Rounds in which `bad` gets no answer, each beside one of `beside` that does. */
function rounds(count: number, bad: Incoming, beside: () => readonly Incoming[]) {
  const givingUp = createGivingUp(silentLog, LIMIT);
  for (let round = 0; round < count; round += 1) {
    givingUp.note({ answered: beside(), failed: new Map([[bad, away]]) });
  }
  return givingUp;
}

describe('giving up', () => {
  const bad = reserved();

  test('given others with their answers, round after round, then it is poison, and says why', () => {
    const givingUp = rounds(LIMIT, bad, () => [reserved()]);
    expect(() => givingUp.refuseHopeless([reserved(), bad])).toThrow(
      expect.objectContaining({ kind: 'poison', code: 'bank_failed', retriable: false, cause: away }),
    );
    expect(() => givingUp.refuseHopeless([reserved()])).not.toThrow();
  });

  test('given one round less, then it is not', () => {
    const givingUp = rounds(LIMIT - 1, bad, () => [reserved()]);
    expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
  });

  test('given that nobody gets an answer, then it is waited for, however often', () => {
    const givingUp = rounds(1_000, bad, () => []);
    expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
  });

  test('given answers to another kind of question only, then it is waited for: they prove nothing', () => {
    const givingUp = rounds(1_000, bad, () => [refused()]);
    expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
  });

  test('given that others get theirs between its failures, then that counts as well, and no failure twice', () => {
    const givingUp = createGivingUp(silentLog, LIMIT);
    const fail = () => givingUp.note({ answered: [], failed: new Map([[bad, away]]) });
    const answerAnother = () => givingUp.note({ answered: [reserved()], failed: new Map() });
    const beAlone = () => {
      for (let failure = 0; failure < LIMIT; failure += 1) fail();
    };
    answerAnother(); // before it ever failed: proves nothing
    fail();
    for (let time = 0; time < LIMIT; time += 1) {
      expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
      beAlone();
      answerAnother();
      answerAnother();
      fail();
    }
    expect(() => givingUp.refuseHopeless([bad])).toThrow();
  });

  test('given an answer in between, then it counts anew', () => {
    const givingUp = rounds(LIMIT - 1, bad, () => [reserved()]);
    givingUp.note({ answered: [bad], failed: new Map() });
    givingUp.note({ answered: [reserved()], failed: new Map([[bad, away]]) });
    expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
  });

  test('given that it was refused alone, then it is forgotten: it is buried now', () => {
    const givingUp = rounds(LIMIT, bad, () => [reserved()]);
    expect(() => givingUp.refuseHopeless([bad])).toThrow();
    expect(() => givingUp.refuseHopeless([bad])).not.toThrow();
  });

  test('each failure in a row lets more time pass until the next question, up to a bound', () => {
    let nowMs = 0;
    const givingUp = createGivingUp(silentLog, LIMIT, () => nowMs);
    const waitsMs: number[] = [];
    for (let failure = 0; failure < 12; failure += 1) {
      givingUp.note({ answered: [], failed: new Map([[bad, away]]) });
      expect(givingUp.isDue(bad)).toBe(false);
      const failedMs = nowMs;
      while (!givingUp.isDue(bad)) nowMs += 1;
      waitsMs.push(nowMs - failedMs);
    }
    expect(waitsMs[0]).toBeLessThanOrEqual(100);
    expect(waitsMs.at(-1)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(2_000);
  });
});
