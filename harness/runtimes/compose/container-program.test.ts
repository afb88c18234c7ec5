import { describe, expect, test } from '@jest/globals';
import { type ContainerState, exitOf, isInProcessTable } from './container-program.ts';
import { firstFileOf } from './tar.ts';

const state = (change: Partial<ContainerState>): ContainerState => ({
  ...{ Running: false, Paused: false, OOMKilled: false, Pid: 0, ExitCode: 0 },
  ...{ StartedAt: '2026-11-21T12:00:00Z', FinishedAt: '2026-11-21T12:00:01.5Z' },
  ...change,
});
const atMs = Date.parse('2026-11-21T12:00:01.5Z');

describe('how a container ended', () => {
  test.each([
    ['by itself', { ExitCode: 7 }, { code: 7, signal: null, atMs }],
    ['killed', { ExitCode: 137 }, { code: null, signal: 'SIGKILL', atMs }],
    [
      'told to end, and it did not listen to that',
      { ExitCode: 143 },
      { code: null, signal: 'SIGTERM', atMs },
    ],
    [
      'out of memory',
      { ExitCode: 137, OOMKilled: true },
      { code: null, signal: 'SIGKILL', atMs, outOfMemory: true },
    ],
    ['with a code that is no signal', { ExitCode: 255 }, { code: 255, signal: null, atMs }],
  ])('%s', (_how, change, exit) => expect(exitOf(state(change))).toEqual(exit));
});

test('a process of this machine that is no container is not taken for one', () => {
  expect(isInProcessTable(process.pid)).toBe(false);
  expect(isInProcessTable(2 ** 30)).toBe(false);
});

describe('an archive with one file', () => {
  test('the content, without what fills its last block', () => {
    const header = `${'secret'.padEnd(124, '\0')}${'00000000005\0'.padEnd(388, '\0')}`;
    expect(firstFileOf(`${header}token${'\0'.repeat(507)}`)).toBe('token');
  });

  test('something else is refused', () =>
    expect(() => firstFileOf('no such file')).toThrow('no tar archive'));
});
