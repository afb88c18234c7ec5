/**
 * Reads Linux's process table in /proc. A process is known by its pid *and* its start time, because the kernel hands
 * out pids again. Only `node:` imports: the janitor uses this and must stay small.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel reports CPU times in USER_HZ, which is 100 on every architecture that Node runs on (man 5 proc). */
const MS_PER_TICK = 10;

/** `startTicks`: ticks after boot, field 22 of /proc/<pid>/stat. */
export type ProcessId = { pid: number; startTicks: number };

export type ProcessStat = ProcessId & {
  parent: number;
  /** R running, S sleeping, T stopped, Z zombie, … */
  state: string;
  cpuMs: number;
  /** CPU of children that have ended and were waited for. */
  endedChildrenCpuMs: number;
};

/** @returns undefined when there is no such process (any more) */
export function readStat(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`)?.toString('latin1');
  // Reading can begin on a live process and find nothing.
  if (text === undefined || text === '') return undefined;
  return parseStat(text);
}

/** The name, in brackets, may itself hold blanks and brackets: fields are counted from the last one. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    state: fields[0]!,
    parent: field(4),
    cpuMs: (field(14) + field(15)) * MS_PER_TICK,
    endedChildrenCpuMs: (field(16) + field(17)) * MS_PER_TICK,
    startTicks: field(22),
  };
}

/** The very process, and not one that was given its pid later; zombies count as gone. */
export function isAlive(process: ProcessId): boolean {
  const stat = readStat(process.pid);
  return stat !== undefined && stat.startTicks === process.startTicks && stat.state !== 'Z';
}

/** Sends a signal to the very process, if it is still there. */
export function signalProcess(target: ProcessId, signal: NodeJS.Signals): boolean {
  if (!isAlive(target)) return false;
  try {
    process.kill(target.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export function allProcesses(): ProcessStat[] {
  return listProc('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
}

/** The kernel lists the children of each thread (CONFIG_PROC_CHILDREN, which every distribution sets). */
export function childrenOf(pid: number): ProcessStat[] {
  const threads = listProc(`/proc/${pid}/task`);
  return threads
    .flatMap(
      (thread) => readProc(`/proc/${pid}/task/${thread}/children`)?.toString('latin1').split(' ') ?? [],
    )
    .filter((child) => child !== '')
    .map((child) => readStat(Number(child)))
    .filter((stat) => stat !== undefined);
}

/** Whether the environment that the process was started with holds this line. Processes of others can't be read. */
export function hasEnvironment(pid: number, line: string): boolean {
  const environment = readProc(`/proc/${pid}/environ`);
  return environment !== undefined && `\0${environment.toString('latin1')}`.includes(`\0${line}\0`);
}

/** Resident memory, and the part of it that no other process can share. */
export function readMemory(pid: number): { residentBytes: number; ownBytes: number } | undefined {
  const text = readProc(`/proc/${pid}/status`)?.toString('latin1');
  if (text === undefined) return undefined;
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { residentBytes: bytes('VmRSS'), ownBytes: bytes('RssAnon') };
}

/** Content of a file in /proc, or undefined when what it tells of is gone. */
export function readProc(path: string): Buffer | undefined {
  return unlessGone(() => readFileSync(path));
}

/** Names in a folder of /proc; none when what it tells of is gone. */
export function listProc(path: string): string[] {
  return unlessGone(() => readdirSync(path)) ?? [];
}

function unlessGone<Answer>(read: () => Answer): Answer | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone, or another user's: both are "not one of ours".
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
