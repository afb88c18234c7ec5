import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { keptLog } from '#shared/platform/testing.ts';
import { startRecovery } from './recovery.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('it waits longer while it does not get through, and no longer once it gets through with more', async () => {
  const failures: (number | Error)[] = [0, 5, 5, 5, 4, 0, new Error('no database'), 0];
  const atMs: number[] = [];
  const { log, lines } = keptLog();
  const recover = async () => {
    atMs.push(Date.now());
    const failed = failures[atMs.length - 1] ?? 0;
    if (failed instanceof Error) throw failed;
    return failed;
  };

  const recovery = startRecovery({ recover, everyMs: 500, atMostMs: 2_000, log });
  while (atMs.length <= failures.length) await jest.advanceTimersByTimeAsync(100);
  await recovery.stop();

  const waits = atMs.slice(1).map((at, index) => at - atMs[index]!);
  expect(waits).toEqual([500, 1_000, 2_000, 2_000, 500, 500, 1_000, 500]);
  expect(lines.map(({ msg }) => msg)).toEqual(['recovery will be tried again']);
});
