import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { EXIT, LabError } from '../../errors.ts';
import { interruptible } from './interrupt.ts';

let written: ReturnType<typeof jest.spyOn>;
beforeEach(() => {
  written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => void written.mockRestore());

/** Work that is interrupted, and then does this. */
const afterCtrlC = (next: (signal: AbortSignal) => unknown, options?: { endsByIt: boolean }) =>
  interruptible(async (signal) => {
    process.emit('SIGINT');
    return next(signal);
  }, options);

describe('after Ctrl-C', () => {
  test('work that ends by the signal: interrupted, 130', async () => {
    const ended = afterCtrlC((signal) => signal.throwIfAborted());
    await expect(ended).rejects.toMatchObject({ exitCode: EXIT.interrupted });
  });

  test("an error that the signal caused, as Node's own waiting throws: interrupted, 130", async () => {
    const ended = afterCtrlC((signal) => delay(60_000, undefined, { signal }));
    await expect(ended).rejects.toMatchObject({ exitCode: EXIT.interrupted });
  });

  test('a clean-up that fails: is told, since then not all is gone', async () => {
    const failure = new LabError(EXIT.failed, 'Some processes of the run could not be ended.');
    const ended = afterCtrlC(() => {
      throw failure;
    });
    await expect(ended).rejects.toBe(failure);
  });

  test('work that is meant to end by it: no error', async () => {
    await expect(afterCtrlC(() => 'closed', { endsByIt: true })).resolves.toBe('closed');
  });
});

test('without Ctrl-C: the result, or the error as it is', async () => {
  await expect(interruptible(async () => 'done')).resolves.toBe('done');
  const failure = new Error('broken');
  await expect(interruptible(() => Promise.reject(failure))).rejects.toBe(failure);
});
