/**
 * CPU and memory of a process and its children. A child that has ended counts with its parent, which has waited for
 * it. Memory that processes share (PostgreSQL's buffers, mostly) counts once: the sum of what each has to itself, plus
 * the largest remainder.
 */
import type { ResourceUse } from '../runtime.ts';
import { childrenOf, readMemory, readStat } from './process-table.ts';

/** @returns undefined when the process is gone */
export function readUse(pid: number): ResourceUse | undefined {
  const own = readStat(pid);
  if (own === undefined) return undefined;
  const children = childrenOf(pid);
  const memory = [own, ...children].map((stat) => readMemory(stat.pid)).filter((read) => read !== undefined);
  const shared = memory.map(({ residentBytes, ownBytes }) => residentBytes - ownBytes);
  return {
    cpuMs: own.cpuMs + own.endedChildrenCpuMs + children.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: memory.reduce((sum, { ownBytes }) => sum + ownBytes, 0) + Math.max(0, ...shared),
  };
}
