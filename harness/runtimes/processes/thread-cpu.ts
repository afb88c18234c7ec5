/**
 * CPU of processes thread by thread, in nanosecond steps: /proc/<pid>/stat counts in 10 ms, which is more than a bare
 * commit or an idle service costs in a second. What a thread had used is gone when it ends, so that this is for
 * comparing two moments that are close to each other; totals of a whole run are taken from stat (resource-use.ts).
 */
import { childrenOf, listProc, readProc } from './process-table.ts';

const NS_PER_MS = 1_000_000;

/** CPU-ms that each living thread has used so far. */
export type ThreadCpu = ReadonlyMap<string, number>;

export function threadCpuOf(pids: readonly number[]): ThreadCpu {
  const cpu = new Map<string, number>();
  for (const folder of pids.map((pid) => `/proc/${pid}/task`)) {
    for (const thread of listProc(folder)) {
      const text = readProc(`${folder}/${thread}/schedstat`)?.toString('latin1');
      // First field: time on the CPU (Documentation/scheduler/sched-stats.rst).
      if (text) cpu.set(`${folder}/${thread}`, Number.parseInt(text, 10) / NS_PER_MS);
    }
  }
  return cpu;
}

/** CPU-ms that the living threads of these processes have used, all together. */
export function cpuMsOf(pids: readonly number[]): number {
  return [...threadCpuOf(pids).values()].reduce((sum, cpuMs) => sum + cpuMs, 0);
}

/** CPU-ms used in between, by the threads that are alive at the end: one that has ended takes nothing from the others. */
export function cpuMsBetween(before: ThreadCpu, after: ThreadCpu): number {
  let sumMs = 0;
  for (const [thread, cpuMs] of after) sumMs += cpuMs - (before.get(thread) ?? 0);
  return sumMs;
}

/** The process and everything below it. */
export function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => withDescendants(child.pid))];
}
