/** A role as a container: what RoleLife starts, stops, kills and pauses when a kitchen runs in compose. */
import { constants } from 'node:os';
import { type Docker, DockerError } from '../../tools/docker/client.ts';
import { readProc } from '../processes/process-table.ts';
import { withDescendants } from '../processes/thread-cpu.ts';
import type { RoleProgram, Running } from '../role-life.ts';
import type { Exit } from '../runtime.ts';
import type { Deaths } from './events.ts';

const STOP_WITHIN_SECONDS = 6;
/** A program that was ended by a signal shows as 128 and the signal's number. */
const SIGNALLED = 128;

/** What `docker inspect` says of a container; docker writes more. */
export type ContainerState = {
  Running: boolean;
  Paused: boolean;
  OOMKilled: boolean;
  /** Of its first process, as this machine counts; 0 when it does not run. */
  Pid: number;
  ExitCode: number;
  StartedAt: string;
  FinishedAt: string;
};

export function containerProgram(options: {
  docker: Docker;
  deaths: Deaths;
  /** Known when the container was created. */
  container(): string;
  ready: RoleProgram['ready'];
}): RoleProgram {
  const { docker, deaths, ready } = options;
  return {
    async start() {
      const container = options.container();
      const died = deaths.of(container);
      await docker.run(['start', container]);
      const state = await inspectState(docker, container);
      return running(docker, container, state, died);
    },
    ready,
  };
}

function running(docker: Docker, container: string, state: ContainerState, died: Promise<void>): Running {
  let ended: Exit | undefined;
  let paused = false;
  const exited = died.then(async () => {
    ended = await inspectState(docker, container).then(exitOf, lostSight);
    return ended;
  });
  const resume = async (): Promise<void> => {
    await docker.run(['unpause', container]);
    paused = false;
  };
  return {
    pid: state.Pid,
    startedAtMs: Date.parse(state.StartedAt),
    exited,
    exit: () => ended,
    pids: () => (state.Pid === 0 ? [] : withDescendants(state.Pid)),
    async stop() {
      if (paused) await resume();
      await docker.run(['stop', '-t', String(STOP_WITHIN_SECONDS), container]);
    },
    async kill() {
      try {
        await docker.run(['kill', container]);
      } catch (error) {
        // It was quicker: gone is gone.
        if (!(error instanceof DockerError && error.details.some((line) => line.includes('is not running'))))
          throw error;
      }
    },
    async pause() {
      await docker.run(['pause', container]);
      paused = true;
    },
    resume,
  };
}

export async function inspectState(docker: Docker, container: string): Promise<ContainerState> {
  return JSON.parse(
    await docker.run(['inspect', '--format', '{{json .State}}', container]),
  ) as ContainerState;
}

/** How it ended, as its engine says: that is what the proof of a kill rests on. */
export function exitOf({ ExitCode, OOMKilled, FinishedAt }: ContainerState): Exit {
  const signal = Object.entries(constants.signals).find(([, number]) => SIGNALLED + number === ExitCode)?.[0];
  return {
    code: signal === undefined ? ExitCode : null,
    signal: (signal as NodeJS.Signals | undefined) ?? null,
    atMs: Date.parse(FinishedAt),
    ...(OOMKilled ? { outOfMemory: true } : {}),
  };
}

/** It was removed, or docker does not answer any more: nobody can say how it ended. */
const lostSight = (): Exit => ({ code: null, signal: null, atMs: Date.now() });

/**
 * Whether a container's first process runs on this machine: it is number 1 of a table of its own, and ours says so. In
 * the virtual machine of Docker Desktop, or elsewhere, it has a pid that means nothing here.
 */
export function isInProcessTable(pid: number): boolean {
  const status = readProc(`/proc/${pid}/status`)?.toString('latin1');
  return /^NSpid:(\t\d+)+\t1$/m.test(status ?? '');
}
