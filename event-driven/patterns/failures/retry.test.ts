import { describe, expect, jest, test } from '@jest/globals';
import { AppError, type ErrorKind } from '#shared/platform/errors.ts';
import type { pause } from '#shared/platform/pause.ts';
import { incoming } from '../../testing/given.ts';
import { silentLog } from '../../testing/silent.ts';
import type { Handler } from '../receiving/handling.ts';
import { backoffMs, createPatience, keepTrying, withRetry } from './retry.ts';

/** A pause that is over at once, and is counted. */
const noPause = () => jest.fn<typeof pause>(async () => undefined);
const goOn = new AbortController().signal;

/** Fails this often, and then succeeds. */
function failing(times: number, kind: ErrorKind, retriable?: boolean) {
  let left = times;
  return jest.fn(async () => {
    left -= 1;
    if (left >= 0) throw new AppError(kind, 'some_code', 'no', retriable === undefined ? {} : { retriable });
    return 'done';
  });
}

describe('patience', () => {
  test.each<ErrorKind>(['unavailable', 'timeout'])(
    'waits as long as it takes while something is %s',
    async (kind) => {
      const work = failing(50, kind);
      expect(await createPatience(silentLog, 5, noPause())(work, goOn)).toBe('done');
      expect(work).toHaveBeenCalledTimes(51);
    },
  );

  test('tries an error that may pass only so often', async () => {
    const work = failing(50, 'internal');
    await expect(createPatience(silentLog, 5, noPause())(work, goOn)).rejects.toMatchObject({
      kind: 'internal',
    });
    expect(work).toHaveBeenCalledTimes(5);
  });

  test.each<[ErrorKind, boolean]>([
    ['poison', false],
    ['internal', false],
    ['conflict', false],
  ])('does not repeat what can not pass: %s, retriable %s', async (kind, retriable) => {
    const work = failing(1, kind, retriable);
    await expect(createPatience(silentLog, 5, noPause())(work, goOn)).rejects.toMatchObject({ kind });
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('ends when it is told to, although something is away', async () => {
    const stop = new AbortController();
    const work = failing(Number.POSITIVE_INFINITY, 'unavailable');
    const pauses = jest.fn<typeof pause>(async () => stop.abort());
    await expect(createPatience(silentLog, 5, pauses)(work, stop.signal)).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('withRetry', () => {
  const fails: Handler = async () => {
    throw new AppError('internal', 'some_code', 'no');
  };

  test('a batch that fails is not repeated as a whole', async () => {
    const handler = jest.fn(fails);
    await expect(
      withRetry(silentLog, handler, { wait: noPause() })([incoming(), incoming()], goOn),
    ).rejects.toThrow('no');
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('a single message is', async () => {
    const handler = jest.fn(fails);
    await expect(withRetry(silentLog, handler, { wait: noPause() })([incoming()], goOn)).rejects.toThrow(
      'no',
    );
    expect(handler).toHaveBeenCalledTimes(5);
  });
});

describe('backoff', () => {
  test('grows to a bound, and never comes down to nothing', () => {
    for (const random of [() => 0, () => 0.999]) {
      const waits = [1, 2, 3, 4, 5, 6, 7, 1_000].map((attempt) => backoffMs(attempt, random));
      expect(waits).toEqual(waits.toSorted((a, b) => a - b));
      expect(waits[0]).toBeGreaterThanOrEqual(50);
      expect(waits.at(-1)).toBeLessThanOrEqual(2_000);
    }
  });
});

describe('keepTrying', () => {
  test('given failures, then it goes on until it works', async () => {
    const work = jest.fn(async () => undefined);
    work.mockRejectedValueOnce(new Error('not there yet'));
    await keepTrying(work, new AbortController().signal, silentLog);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('given failures, when the signal aborts, then it gives up', async () => {
    const stopped = new AbortController();
    const work = jest.fn(async () => {
      stopped.abort();
      throw new Error('gone');
    });
    await keepTrying(work, stopped.signal, silentLog);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
