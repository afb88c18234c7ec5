import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { isAlive, parseStat, readStat, signalProcess } from './process-table.ts';

const STAT =
  '4242 (node (old) x) S 17 4242 4242 0 -1 4194304 100 200 0 0 31 12 5 6 20 0 11 0 987654 1000 500 18446744073709551615';

describe('process table', () => {
  test('stat line whose name has blanks and brackets: the fields after it are right', () => {
    expect(parseStat(STAT)).toEqual({
      pid: 4242,
      parent: 17,
      state: 'S',
      cpuMs: 430,
      endedChildrenCpuMs: 110,
      startTicks: 987654,
    });
  });

  test('a pid that was handed out again: the old process is not alive', () => {
    const { pid, startTicks } = readStat(process.pid)!;
    expect(isAlive({ pid, startTicks })).toBe(true);
    expect(isAlive({ pid, startTicks: startTicks - 1 })).toBe(false);
  });

  test('a signal goes to the very process, and not to one that was given its pid later', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1_000)']);
    try {
      const { pid, startTicks } = readStat(child.pid!)!;
      expect(signalProcess({ pid, startTicks: startTicks - 1 }, 'SIGKILL')).toBe(false);
      expect(child.signalCode).toBeNull();
      const ended = once(child, 'exit');
      expect(signalProcess({ pid, startTicks }, 'SIGTERM')).toBe(true);
      expect(await ended).toEqual([null, 'SIGTERM']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
