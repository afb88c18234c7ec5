/**
 * Ends whatever a run has started, wherever it is now: every process whose environment carries the run's marker, and
 * the descendants of such a process (PostgreSQL's backends overwrite their environment with their title). A process
 * that has neither is never signalled. Only `node:` imports: the janitor uses this and must stay small.
 */
import { readlinkSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  allProcesses,
  hasEnvironment,
  isAlive,
  type ProcessId,
  type ProcessStat,
  signalProcess,
} from './process-table.ts';

/** How long processes may take to end by themselves before they are killed. */
const GRACE_MS = 1_500;
const GIVE_UP_MS = 15_000;
const LOOK_EVERY_MS = 25;

/** All live processes that carry the marker (`NAME=value`) or descend from one that does, `except` and its own excluded. */
export function findMarked(marker: string, except: number = process.pid): ProcessStat[] {
  const all = allProcesses().filter((stat) => stat.state !== 'Z' && stat.pid !== except);
  const marked = new Set(all.filter((stat) => hasEnvironment(stat.pid, marker)).map((stat) => stat.pid));
  for (let size = -1; size !== marked.size; ) {
    size = marked.size;
    for (const stat of all) if (marked.has(stat.parent)) marked.add(stat.pid);
  }
  return all.filter((stat) => marked.has(stat.pid));
}

/**
 * Ends, wakes what is stopped, and after a short grace kills everything that carries the marker.
 * @returns what could not be ended in time, which is nothing unless the kernel holds it
 */
export async function sweepProcesses(marker: string, graceMs = GRACE_MS): Promise<ProcessId[]> {
  const startedMs = performance.now();
  const known = new Map<string, ProcessStat>();
  let quietLooks = 0;
  for (;;) {
    for (const found of findMarked(marker)) {
      const id = `${found.pid}:${found.startTicks}`;
      if (!known.has(id)) endGently(found);
      known.set(id, found);
    }
    // Known ones stay ours when their marked parent is gone and they have become somebody else's children.
    const left = [...known.values()].filter(isAlive);
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > graceMs) for (const stat of left) signalProcess(stat, 'SIGKILL');
    // Twice in a row, since a process that is just being started shows its environment a moment later.
    quietLooks = left.length === 0 ? quietLooks + 1 : 0;
    if (quietLooks === 2) return [];
    if (elapsedMs > GIVE_UP_MS) return left;
    await delay(LOOK_EVERY_MS);
  }
}

function endGently(found: ProcessStat): void {
  // SIGQUIT ends PostgreSQL at once, and it still gives back its shared memory.
  signalProcess(found, executableOf(found.pid) === 'postgres' ? 'SIGQUIT' : 'SIGTERM');
  signalProcess(found, 'SIGCONT');
}

function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).split('/').at(-1);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone meanwhile.
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}

/** @returns those that could not be removed; it has been said on standard error why */
export function removeFolders(folders: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch (error) {
      kept.push(folder);
      process.stderr.write(`lab: ${folder} could not be removed: ${(error as Error).message}\n`);
    }
  }
  return kept;
}
