import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { BreakerState } from '../call.ts';
import type { Breaker } from '../http-client.ts';
import { type BreakerListener, breakerFor } from './breaker.ts';

const RESET_MS = 1_000;
const down = async () => {
  throw new AppError('unavailable', 'stock_unreachable', 'not reached');
};
const refusal = async () => {
  throw new AppError('conflict', 'already_undone', 'too late');
};
const up = async () => 'answer';

let made: string[];
let states: BreakerState[];
let breaker: Breaker;
const listener: BreakerListener = {
  notCalled: () => undefined,
  breakerMade: (target) => void made.push(target),
  breakerChanged: (_target, _instance, to) => void states.push(to),
};
beforeEach(() => {
  jest.useFakeTimers();
  made = [];
  states = [];
  breaker = breakerFor('stock', listener);
});
afterEach(() => void jest.useRealTimers());

/** Calls one after the other; the codes of what they were refused with. */
async function calls(count: number, work: () => Promise<unknown>): Promise<(string | null)[]> {
  const codes: (string | null)[] = [];
  for (let call = 0; call < count; call += 1) {
    codes.push(
      await breaker(work).then(
        () => null,
        (error: AppError) => error.code,
      ),
    );
  }
  return codes;
}

describe('breaker', () => {
  test('made: the listener hears of it, before anything changes', () => {
    expect({ made, states }).toEqual({ made: ['stock'], states: [] });
  });

  test('set to open at once and on little: the second call, that failed after one that did not, opens it', async () => {
    breaker = breakerFor('stock', listener, { volumeThreshold: 2, errorPercent: 20 });
    await calls(1, up);
    expect(states).toEqual([]);
    await calls(1, down);
    expect(states).toEqual(['open']);
  });

  test('nine failures: closed; the tenth opens it, and then nothing is called', async () => {
    await calls(9, down);
    expect(states).toEqual([]);
    await calls(1, down);
    expect(states).toEqual(['open']);

    const work = jest.fn(up);
    await expect(breaker(work)).rejects.toMatchObject({
      code: 'stock_circuit_open',
      effect: 'none',
      retriable: false,
    });
    expect(work).not.toHaveBeenCalled();
  });

  test('refusals of the business: it stays closed, however many', async () => {
    await calls(100, refusal);

    expect(states).toEqual([]);
  });

  test('half the calls fail: it stays closed', async () => {
    for (let pair = 0; pair < 20; pair += 1) {
      await calls(1, up);
      await calls(1, down);
    }

    expect(states).toEqual([]);
  });

  test('open for a second: one call may try, the others wait for its outcome; it succeeds and closes', async () => {
    await calls(10, down);
    await jest.advanceTimersByTimeAsync(RESET_MS);
    expect(states).toEqual(['open', 'halfOpen']);

    let finish = (_answer: string): void => undefined;
    const probe = breaker(() => new Promise<string>((resolve) => (finish = resolve)));
    expect(await calls(1, up)).toEqual(['stock_circuit_open']);
    finish('answer');

    expect(await probe).toBe('answer');
    expect(states).toEqual(['open', 'halfOpen', 'closed']);
  });

  test('the try fails: open again for a second', async () => {
    await calls(10, down);
    await jest.advanceTimersByTimeAsync(RESET_MS);
    await calls(1, down);

    expect(states).toEqual(['open', 'halfOpen', 'open']);
    expect(await calls(1, up)).toEqual(['stock_circuit_open']);
  });

  test('the try is refused by the business: the service is up, so it closes', async () => {
    await calls(10, down);
    await jest.advanceTimersByTimeAsync(RESET_MS);
    await calls(1, refusal);

    expect(states).toEqual(['open', 'halfOpen', 'closed']);
  });

  test('closed again: a single failure does not reopen it, nor did thousand refusals while open make it deaf', async () => {
    await calls(10, down);
    await calls(1_000, up);
    await jest.advanceTimersByTimeAsync(RESET_MS);
    await calls(1, up);
    await calls(1, down);
    expect(states.at(-1)).toBe('closed');

    await calls(9, down);
    expect(states.at(-1)).toBe('open');
  });
});
