/** Whether a process stands still: stopped by a signal, or frozen with its container. Read from /proc, by any pid of ours. */
import { readProc, readStat } from '../../runtimes/processes/process-table.ts';

/** In which way, in words; undefined when it runs. */
export function frozenState(pid: number): string | undefined {
  if (readStat(pid)?.state === 'T') return 'is in state T';
  return isFrozen(pid) ? 'is frozen' : undefined;
}

/** Docker uses the kernel's freezer (docs.kernel.org, "Control Group v2"; before it "cgroup-v1/freezer-subsystem"). */
function isFrozen(pid: number): boolean {
  const groups = readProc(`/proc/${pid}/cgroup`)?.toString('latin1') ?? '';
  const of = (controller: string, file: string): string => {
    const path = new RegExp(`^\\d+:${controller}:(.*)$`, 'm').exec(groups)?.[1];
    const folder = controller === '' ? '' : `/${controller}`;
    return path === undefined ? '' : (readProc(`/sys/fs/cgroup${folder}${path}/${file}`)?.toString() ?? '');
  };
  return of('', 'cgroup.events').includes('frozen 1') || of('freezer', 'freezer.state').trim() === 'FROZEN';
}
