import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { Call } from '../call.ts';
import { type RetryOptions, withRetries } from './retry.ts';

const CALL: Call = {
  method: 'POST',
  path: '/payments',
  idempotencyKey: 'order-1',
  context: { requestId: 'r', orderId: 'o', customerId: 'c', deadlineMs: 1_000 },
  attempt: 1,
};

const refused = new AppError('unavailable', 'payments_unreachable', 'not reached', { effect: 'none' });
const cutOff = new AppError('unavailable', 'payments_cut_off', 'lost', { effect: 'unknown' });
const declined = new AppError('conflict', 'already_undone', 'too late');

/** Answers one after the other; an error is thrown. What was sent, and how long was waited, is kept. */
function given(answers: readonly unknown[], options: Partial<RetryOptions> = {}) {
  const sent: Call[] = [];
  const waitsMs: number[] = [];
  const seen = { retries: 0, nowMs: 0 };
  const send = withRetries(
    {
      attempts: 3,
      baseMs: 50,
      capMs: 80,
      budget: { deposit: () => undefined, take: () => true },
      retried: () => {
        seen.retries += 1;
      },
      random: () => 1,
      wait: async (ms) => {
        waitsMs.push(ms);
        seen.nowMs += ms;
      },
      nowMs: () => seen.nowMs,
      ...options,
    },
    async (call) => {
      sent.push(call);
      const answer = answers[sent.length - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  );
  return { send, sent, waitsMs, seen };
}

describe('withRetries', () => {
  test('two failures, then an answer: the answer, and attempts are numbered', async () => {
    const { send, sent, seen } = given([cutOff, refused, 'captured']);

    expect(await send(CALL)).toBe('captured');
    expect(sent.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(['order-1']));
    expect(seen.retries).toBe(2);
  });

  test('where an attempt failed is known to the next ones, and to no other call', async () => {
    const { send, sent } = given([cutOff, 'captured', 'captured']);
    await send(CALL);
    await send(CALL);

    const [first, second, other] = sent.map(({ failedAt }) => failedAt);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('it never gets better: gives up after the last attempt', async () => {
    const { send, sent } = given([refused, refused, refused, 'too late']);

    await expect(send(CALL)).rejects.toBe(refused);
    expect(sent).toHaveLength(3);
  });

  test('the wait grows, stays below its cap, and is drawn at random from nothing to all of it', async () => {
    const longest = given([refused, refused, 'ok']);
    await longest.send(CALL);
    const shortest = given([refused, refused, 'ok'], { random: () => 0 });
    await shortest.send(CALL);

    expect(longest.waitsMs).toEqual([50, 80]);
    expect(shortest.waitsMs).toEqual([0, 0]);
  });

  test('a refusal of the business: not repeated', async () => {
    const { send, sent } = given([declined]);

    await expect(send(CALL)).rejects.toBe(declined);
    expect(sent).toHaveLength(1);
  });

  test('a POST without a key whose answer was lost: repeated all the same, which is what keys are for', async () => {
    const { idempotencyKey: _key, ...keyless } = CALL;
    const { send, sent } = given([cutOff, 'captured']);

    expect(await send(keyless)).toBe('captured');
    expect(sent).toHaveLength(2);
  });

  test('cut off first and refused at last: the effect stays unknown', async () => {
    const { send } = given([cutOff, refused, refused]);

    await expect(send(CALL)).rejects.toMatchObject({ code: 'payments_unreachable', effect: 'unknown' });
  });

  test('the budget is used up: no retry', async () => {
    const { send, sent } = given([refused, 'ok'], {
      budget: { deposit: () => undefined, take: () => false },
    });

    await expect(send(CALL)).rejects.toBe(refused);
    expect(sent).toHaveLength(1);
  });

  test('the next attempt would come after the deadline: not made', async () => {
    const { send, sent } = given([refused, 'ok']);

    await expect(send({ ...CALL, context: { ...CALL.context, deadlineMs: 50 } })).rejects.toBe(refused);
    expect(sent).toHaveLength(1);
  });
});
