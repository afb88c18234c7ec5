/** Services that end without being told to: in a healthy kitchen that ends the run, later it is part of the story. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import type { Exit, Runtime } from '../runtimes/runtime.ts';
import type { Part } from '../systems.ts';

const LOG_LINES = 15;
/** With less than this left, a disk is full. */
const ROOM_BYTES = 1_000_000;

export type Exits = {
  /** Aborts, with a LabError that has the last lines of the log, when a role ends while nothing is being broken. */
  signal: AbortSignal;
  /** From now on faults are about: what ends is only written down. */
  tolerate(): void;
  /** What ended by itself since then, a sentence each. */
  found(): string[];
};

export function watchExits(runtime: Runtime): Exits {
  const controller = new AbortController();
  const found: string[] = [];
  let tolerant = false;
  runtime.onUnexpectedExit((role, exit) => {
    if (tolerant) found.push(`${describe(role, exit)}, and nobody had told it to.`);
    else void fail(role, exit);
  });

  async function fail(role: Part, exit: Exit): Promise<void> {
    const details = await runtime
      .tail(role, LOG_LINES)
      .catch((error: unknown) => [`(no log: ${String(error)})`]);
    if (await isOnFullDisk(role)) details.push('No space left on device');
    controller.abort(
      new LabError(
        EXIT.invalid,
        `${describe(role, exit)} before anything was broken: there is nothing to measure.`,
        {
          details,
        },
      ),
    );
  }

  /** Who ends for want of room may not have had the room to say so. */
  async function isOnFullDisk(role: Part): Promise<boolean> {
    try {
      const { bavail, bsize } = await statfs(dirname(await runtime.logFile(role)));
      return bavail * bsize < ROOM_BYTES;
    } catch {
      return false; // nothing to look at, and nothing to add
    }
  }

  return {
    signal: controller.signal,
    tolerate: () => {
      tolerant = true;
    },
    found: () => found,
  };
}

function describe(role: Part, { code, signal, outOfMemory }: Exit): string {
  if (signal !== null) return `${role} ended by ${signal}${outOfMemory ? ' for want of memory' : ''}`;
  return `${role} ended ${code === null ? 'in a way that nobody saw' : `with exit code ${code}`}`;
}
