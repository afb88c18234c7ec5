/** One role of a kitchen as processes over time: started, stopped, killed, paused, started again on the same address. */
import { EXIT, LabError } from '../errors.ts';
import type { Role } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';
import { type Command, exitWithin, type ManagedProcess, startProcess } from './processes/managed-process.ts';
import { childrenOf, type ProcessId, readStat, signalProcess } from './processes/process-table.ts';
import { readUse } from './processes/resource-use.ts';
import { type ThreadCpu, threadCpuOf } from './processes/thread-cpu.ts';
import type { Exit, Instance, ResourceUse } from './runtime.ts';

const STOP_WITHIN_MS = 6_000;
const STATE_WITHIN_MS = 5_000;

export type RoleProgram = {
  command(): Promise<Command>;
  /** @throws {LabError} when it ends, or does not get ready in time */
  ready(process: ManagedProcess): Promise<void>;
  /** It is a process with children that work for it, not one alone. */
  hasChildren?: boolean;
  /** How it is asked to end; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** What kills it the way a crash would; default SIGKILL. */
  killSignal?: NodeJS.Signals;
};

export class RoleProcess {
  readonly role: Role;
  readonly #program: RoleProgram;
  readonly #onUnexpectedExit: (exit: Exit) => void;
  #process: ManagedProcess | undefined;
  #generation = 0;
  /** True while its end would be no surprise: it is starting, or was told to end. */
  #mayEnd = true;
  #closed = false;
  #starting: Promise<unknown> = Promise.resolve();
  #endedCpuMs = 0;
  #lastUse: ResourceUse = { cpuMs: 0, rssBytes: 0 };

  constructor(role: Role, program: RoleProgram, onUnexpectedExit: (exit: Exit) => void) {
    this.role = role;
    this.#program = program;
    this.#onUnexpectedExit = onUnexpectedExit;
  }

  start(): Promise<Instance> {
    if (this.#running() !== undefined) throw new Error(`${this.role} is running already`);
    const starting = this.#start();
    // Whoever called hears of a failure; `close` only waits for it.
    this.#starting = starting.catch(() => undefined);
    return starting;
  }

  async #start(): Promise<Instance> {
    this.#mayEnd = true;
    this.#endedCpuMs += this.#lastUse.cpuMs;
    this.#lastUse = { cpuMs: 0, rssBytes: 0 };
    const command = await this.#program.command();
    if (this.#closed) throw this.#isClosing();
    const process = await startProcess(command);
    this.#process = process;
    this.#generation += 1;
    try {
      if (this.#closed) throw this.#isClosing();
      await this.#program.ready(process);
    } catch (error) {
      process.signal('SIGKILL');
      await process.exited;
      throw error;
    }
    this.#mayEnd = false;
    void process.exited.then((exit) => {
      if (!this.#mayEnd) this.#onUnexpectedExit(exit);
    });
    return this.instance()!;
  }

  instance(): Instance | undefined {
    const process = this.#running();
    if (process === undefined) return undefined;
    return {
      role: this.role,
      pid: process.pid,
      startedAtMs: process.startedAtMs,
      generation: this.#generation,
    };
  }

  async stop(): Promise<Exit> {
    const process = this.#expectRunning();
    this.#mayEnd = true;
    this.sample();
    process.signal(this.#program.stopSignal ?? 'SIGTERM');
    for (const each of this.#withChildren(process)) signalProcess(each, 'SIGCONT');
    const exit = await exitWithin(process, STOP_WITHIN_MS);
    if (exit !== undefined) return exit;
    process.signal('SIGKILL');
    return process.exited;
  }

  async kill(): Promise<Exit> {
    const process = this.#expectRunning();
    this.#mayEnd = true;
    this.sample();
    const family = this.#withChildren(process);
    process.signal(this.#program.killSignal ?? 'SIGKILL');
    for (const each of family) signalProcess(each, 'SIGCONT');
    return process.exited;
  }

  async pause(): Promise<void> {
    const process = this.#expectRunning();
    for (const each of this.#withChildren(process)) signalProcess(each, 'SIGSTOP');
    await this.#reaches(process, 'paused', (state) => state === 'T');
  }

  async resume(): Promise<void> {
    const process = this.#expectRunning();
    for (const each of this.#withChildren(process)) signalProcess(each, 'SIGCONT');
    await this.#reaches(process, 'resumed', (state) => state !== 'T');
  }

  /** CPU of all generations; memory of the one that runs. */
  sample(): ResourceUse {
    const process = this.#running();
    const use = process === undefined ? undefined : readUse(this.#withChildren(process));
    // Between two reads a child can end and be missed once: the sum never goes back.
    if (use !== undefined) this.#lastUse = { ...use, cpuMs: Math.max(use.cpuMs, this.#lastUse.cpuMs) };
    else this.#lastUse = { ...this.#lastUse, rssBytes: 0 };
    return { cpuMs: this.#endedCpuMs + this.#lastUse.cpuMs, rssBytes: this.#lastUse.rssBytes };
  }

  /** CPU of the threads that run now. */
  threadCpu(): ThreadCpu {
    const process = this.#running();
    return threadCpuOf(process === undefined ? [] : this.#withChildren(process).map(({ pid }) => pid));
  }

  /** Ends it wherever in its life it is, also while it is being started. It can't be started again. */
  async close(how: 'stop' | 'kill' = 'stop'): Promise<void> {
    this.#closed = true;
    if (this.#running() !== undefined) await this[how]();
    await this.#starting;
  }

  #isClosing(): LabError {
    return new LabError(EXIT.failed, `${this.role} was not started: the kitchen is closing.`);
  }

  #running(): ManagedProcess | undefined {
    return this.#process?.exit() === undefined ? this.#process : undefined;
  }

  #expectRunning(): ManagedProcess {
    const process = this.#running();
    if (process === undefined) throw new LabError(EXIT.failed, `${this.role} is not running.`);
    return process;
  }

  /** PostgreSQL is many processes: all of them pause, and all of them go on. */
  #withChildren(process: ManagedProcess): ProcessId[] {
    return this.#program.hasChildren ? [process, ...childrenOf(process.pid)] : [process];
  }

  async #reaches(process: ManagedProcess, word: string, wanted: (state: string) => boolean): Promise<void> {
    const reached = await waitUntil(() => wanted(readStat(process.pid)?.state ?? ''), {
      timeoutMs: STATE_WITHIN_MS,
      everyMs: 2,
    });
    if (reached === undefined) throw new LabError(EXIT.failed, `${this.role} could not be ${word}.`);
  }
}
