/** A process that the runtime has started: known by pid and start time, its output in a file, its end a promise. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import type { Exit } from '../runtime.ts';
import { type ProcessId, readStat, signalProcess } from './process-table.ts';

export type Command = {
  command: string;
  arguments: readonly string[];
  /** The whole environment: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  /** Receives standard output and standard error; later generations append to it. */
  logFile: string;
  folder?: string;
};

export type ManagedProcess = ProcessId & {
  startedAtMs: number;
  /** Resolves when it has ended; never rejects. */
  exited: Promise<Exit>;
  /** Undefined as long as it runs. */
  exit(): Exit | undefined;
  signal(signal: NodeJS.Signals): boolean;
};

/**
 * Starts a process in a session of its own, so that the terminal's Ctrl-C reaches the harness only.
 * @throws {LabError} when the operating system refuses
 */
export async function startProcess(command: Command): Promise<ManagedProcess> {
  mkdirSync(dirname(command.logFile), { recursive: true });
  const log = openSync(command.logFile, 'a');
  const child = spawn(command.command, command.arguments, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...command.environment },
    ...(command.folder === undefined ? {} : { cwd: command.folder }),
  });
  closeSync(log);
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = { code, signal, atMs: Date.now() };
      resolve(ended);
    });
  });
  await spawned(child, command.command);
  const pid = child.pid!;
  // A child that ended at once is still in the table until Node has waited for it; then its end is known, too.
  const startTicks = readStat(pid)?.startTicks ?? -1;
  const id = { pid, startTicks };
  return {
    ...id,
    startedAtMs: Date.now(),
    exited,
    exit: () => ended,
    signal: (signal) => signalProcess(id, signal),
  };
}

function spawned(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new LabError(EXIT.unavailable, `${command} can not be started: ${cause.message}.`, { cause }));
    });
  });
}

/** The end of a process, or undefined when it takes longer than the bound. */
export async function exitWithin(target: ManagedProcess, timeoutMs: number): Promise<Exit | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([target.exited, late]);
  } finally {
    clearTimeout(timer);
  }
}
