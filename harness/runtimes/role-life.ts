/** One role of a kitchen over time: started, stopped, killed, paused, started again on the same address. */
import { EXIT, LabError } from '../errors.ts';
import type { Part } from '../systems.ts';
import { readUse } from './processes/resource-use.ts';
import { type ThreadCpu, threadCpuOf } from './processes/thread-cpu.ts';
import type { Exit, Instance, ResourceUse } from './runtime.ts';

/** What a runtime has started for a role: a process of this machine, or a container. */
export type Running = {
  pid: number;
  startedAtMs: number;
  /** Resolves when it has ended; never rejects. */
  exited: Promise<Exit>;
  /** Undefined as long as it runs. */
  exit(): Exit | undefined;
  /** All processes that do its work, the first one first. */
  pids(): number[];
  /** Asks it to end, and kills it when it is not gone in time. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
};

/** How a role is started in a certain runtime. */
export type RoleProgram = {
  start(): Promise<Running>;
  /** @throws {LabError} when it ends, or does not get ready in time */
  ready(running: Running): Promise<void>;
};

export class RoleLife {
  readonly role: Part;
  readonly #program: RoleProgram;
  readonly #onUnexpectedExit: (exit: Exit) => void;
  #started: Running | undefined;
  #generation = 0;
  /** True while its end would be no surprise: it is starting, or was told to end. */
  #mayEnd = true;
  #closed = false;
  #starting: Promise<unknown> = Promise.resolve();
  #endedCpuMs = 0;
  #lastUse: ResourceUse = { cpuMs: 0, rssBytes: 0 };

  constructor(role: Part, program: RoleProgram, onUnexpectedExit: (exit: Exit) => void) {
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
    if (this.#closed) throw this.#isClosing();
    this.#mayEnd = true;
    this.#endedCpuMs += this.#lastUse.cpuMs;
    this.#lastUse = { cpuMs: 0, rssBytes: 0 };
    const running = await this.#program.start();
    this.#started = running;
    this.#generation += 1;
    try {
      if (this.#closed) throw this.#isClosing();
      await this.#program.ready(running);
    } catch (error) {
      if (running.exit() === undefined) await running.kill();
      await running.exited;
      throw error;
    }
    this.#mayEnd = this.#closed;
    void running.exited.then((exit) => {
      if (!this.#mayEnd) this.#onUnexpectedExit(exit);
    });
    return this.instance()!;
  }

  instance(): Instance | undefined {
    const running = this.#running();
    if (running === undefined) return undefined;
    const { pid, startedAtMs } = running;
    return { role: this.role, pid, startedAtMs, generation: this.#generation };
  }

  stop(): Promise<Exit> {
    return this.#end((running) => running.stop());
  }

  kill(): Promise<Exit> {
    return this.#end((running) => running.kill());
  }

  async #end(how: (running: Running) => Promise<void>): Promise<Exit> {
    const running = this.#expectRunning();
    this.#mayEnd = true;
    this.sample();
    await how(running);
    return running.exited;
  }

  pause(): Promise<void> {
    return this.#expectRunning().pause();
  }

  resume(): Promise<void> {
    return this.#expectRunning().resume();
  }

  /** CPU of all generations; memory of the one that runs. */
  sample(): ResourceUse {
    const use = readUse(this.#running()?.pids() ?? []);
    // Between two reads a child can end and be missed once: the sum never goes back.
    if (use !== undefined) this.#lastUse = { ...use, cpuMs: Math.max(use.cpuMs, this.#lastUse.cpuMs) };
    else this.#lastUse = { ...this.#lastUse, rssBytes: 0 };
    return { cpuMs: this.#endedCpuMs + this.#lastUse.cpuMs, rssBytes: this.#lastUse.rssBytes };
  }

  /** CPU of the threads that run now. */
  threadCpu(): ThreadCpu {
    return threadCpuOf(this.#running()?.pids() ?? []);
  }

  /**
   * Ends it wherever in its life it is, also while it is being started; `leave` only keeps it from being started again,
   * for who ends it in another way.
   */
  async close(how: 'stop' | 'kill' | 'leave' = 'stop'): Promise<void> {
    this.#closed = true;
    this.#mayEnd = true;
    if (how !== 'leave' && this.#running() !== undefined) await this[how]();
    await this.#starting;
  }

  #isClosing(): LabError {
    return new LabError(EXIT.failed, `${this.role} was not started: the kitchen is closing.`);
  }

  #running(): Running | undefined {
    return this.#started?.exit() === undefined ? this.#started : undefined;
  }

  #expectRunning(): Running {
    const running = this.#running();
    if (running === undefined) throw new LabError(EXIT.failed, `${this.role} is not running.`);
    return running;
  }
}
