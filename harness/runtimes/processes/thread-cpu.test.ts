import { describe, expect, test } from '@jest/globals';
import { cpuMsBetween, cpuMsOf, threadCpuOf } from './thread-cpu.ts';

describe('thread CPU', () => {
  test('a process that works: its threads have used more, in steps finer than the 10 ms of stat', () => {
    const before = threadCpuOf([process.pid]);
    const endMs = performance.now() + 3;
    while (performance.now() < endMs);
    const usedMs = cpuMsBetween(before, threadCpuOf([process.pid]));
    expect(usedMs).toBeGreaterThan(0);
    expect(usedMs % 10).not.toBe(0);
    expect(cpuMsOf([process.pid])).toBeGreaterThan(usedMs);
  });

  test('a thread that ended takes nothing away, one that began counts in full', () => {
    const before = new Map([
      ['stays', 5],
      ['ends', 1_000],
    ]);
    const after = new Map([
      ['stays', 5.5],
      ['begins', 0.25],
    ]);
    expect(cpuMsBetween(before, after)).toBe(0.75);
  });

  test('a process that is gone has used nothing that can be seen', () => {
    expect(cpuMsOf([2 ** 30])).toBe(0);
  });
});
