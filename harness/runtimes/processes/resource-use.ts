/**
 * CPU and memory of a process and its children. A child that has ended counts with its parent, which has waited for
 * it. Memory that processes share (PostgreSQL's buffers, mostly) counts once: the sum of what each has to itself, plus
 * the largest remainder.
 */
import type { ResourceUse } from '../runtime.ts';
import { readMemory, readStat } from './process-table.ts';

/**
 * @param pids the process, then its children and theirs
 * @returns undefined when the process is gone
 */
export function readUse([parent, ...children]: readonly number[]): ResourceUse | undefined {
  const own = parent === undefined ? undefined : readStat(parent);
  if (own === undefined) return undefined;
  const all = [own, ...children.map((pid) => readStat(pid)).filter((stat) => stat !== undefined)];
  const memory = all.map(({ pid }) => readMemory(pid)).filter((read) => read !== undefined);
  const shared = memory.map(({ residentBytes, ownBytes }) => residentBytes - ownBytes);
  return {
    cpuMs: all.reduce((sum, { cpuMs, endedChildrenCpuMs }) => sum + cpuMs + endedChildrenCpuMs, 0),
    rssBytes: memory.reduce((sum, { ownBytes }) => sum + ownBytes, 0) + Math.max(0, ...shared),
  };
}
