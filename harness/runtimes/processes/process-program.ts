/** A role as a process of this machine: what RoleLife starts, stops, kills and pauses when a kitchen runs without containers. */
import { EXIT, LabError } from '../../errors.ts';
import { waitUntil } from '../../wait-until.ts';
import type { RoleProgram, Running } from '../role-life.ts';
import { type Command, exitWithin, type ManagedProcess, startProcess } from './managed-process.ts';
import { childrenOf, type ProcessId, readStat, signalProcess } from './process-table.ts';

const STOP_WITHIN_MS = 6_000;
const STATE_WITHIN_MS = 5_000;

export type ProcessProgram = {
  command(): Promise<Command>;
  /** @throws {LabError} when it ends, or does not get ready in time */
  ready(process: Pick<ManagedProcess, 'exit'>): Promise<void>;
  /** It is a process with children that work for it, not one alone. */
  hasChildren?: boolean;
  /** How it is asked to end; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** What kills it the way a crash would; default SIGKILL. */
  killSignal?: NodeJS.Signals;
};

export function processProgram(program: ProcessProgram): RoleProgram {
  return {
    start: async () => running(program, await startProcess(await program.command())),
    ready: (process) => program.ready(process),
  };
}

function running(program: ProcessProgram, process: ManagedProcess): Running {
  /** PostgreSQL is many processes: all of them pause, and all of them go on. */
  const family = (): ProcessId[] => (program.hasChildren ? [process, ...childrenOf(process.pid)] : [process]);
  const signalAll = (signal: NodeJS.Signals, all = family()): void => {
    for (const each of all) signalProcess(each, signal);
  };
  const reaches = async (word: string, wanted: (state: string) => boolean): Promise<void> => {
    const bound = { timeoutMs: STATE_WITHIN_MS, everyMs: 2 };
    const reached = await waitUntil(() => wanted(readStat(process.pid)?.state ?? ''), bound);
    if (reached === undefined)
      throw new LabError(EXIT.failed, `Process ${process.pid} could not be ${word}.`);
  };
  return {
    pid: process.pid,
    startedAtMs: process.startedAtMs,
    exited: process.exited,
    exit: process.exit,
    pids: () => family().map(({ pid }) => pid),
    async stop() {
      process.signal(program.stopSignal ?? 'SIGTERM');
      signalAll('SIGCONT');
      if ((await exitWithin(process, STOP_WITHIN_MS)) === undefined) process.signal('SIGKILL');
    },
    async kill() {
      const all = family();
      process.signal(program.killSignal ?? 'SIGKILL');
      signalAll('SIGCONT', all);
    },
    async pause() {
      signalAll('SIGSTOP');
      await reaches('paused', (state) => state === 'T');
    },
    async resume() {
      signalAll('SIGCONT');
      await reaches('resumed', (state) => state !== 'T');
    },
  };
}
