/**
 * CPU of processes from outside, in nanosecond steps: /proc/<pid>/stat counts in 10 ms, which is more than a bare commit
 * costs in a second.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf } from '../../runtimes/processes/process-table.ts';

const NS_PER_MS = 1_000_000;

/** CPU-ms that the living threads of these processes have used. Threads and processes that end take theirs along. */
export function cpuMsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMsOfThreads(pid), 0);
}

/** The process and everything below it. */
export function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => withDescendants(child.pid))];
}

function cpuMsOfThreads(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let sumNs = 0;
  for (const thread of readdirSync(folder)) {
    // First field: time on the CPU (Documentation/scheduler/sched-stats.rst).
    sumNs += Number.parseInt(readFileSync(`${folder}/${thread}/schedstat`, 'utf8'), 10);
  }
  return sumNs / NS_PER_MS;
}
