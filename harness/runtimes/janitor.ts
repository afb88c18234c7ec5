/**
 * The harness's end of the janitor (processes/janitor-main.ts): starts it before anything else, gives every child a
 * marker in its environment, and tells it which folders hold data that must not stay.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { type ContainerSweep, RUN_LABEL } from './compose/sweep-containers.ts';
import { JANITOR_EXIT } from './processes/janitor-exit.ts';
import type { JanitorMessage } from './processes/janitor-main.ts';

export const MARKER_NAME = 'TWO_KITCHENS_RUN';
const START_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 20_000;

export interface Janitor {
  readonly pid: number;
  /** Environment of every process that the run starts, whatever it is: by it the janitor finds what is left. */
  readonly marker: Readonly<Record<string, string>>;
  /** The label of every container, network and volume of the run, for the same purpose: `label=value`. */
  readonly runLabel: string;
  /** This folder goes when the run ends, however it ends. Resolves when the janitor can't miss it any more. */
  watch(folder: string): Promise<void>;
  /** The folder has been removed, or is to stay. */
  unwatch(folder: string): Promise<void>;
  /** What carries `runLabel` at this Docker goes when the run ends, however it ends. Resolves like `watch`. */
  watchContainers(docker: Omit<ContainerSweep, 'labels'>): Promise<void>;
  /** Ends what is still running, removes what is still watched, and ends the janitor. May be called twice. */
  close(): Promise<void>;
}

/**
 * @param options the marker's name, where the processes to look after start labs of their own, which have theirs; and
 * how long these may take to end in good order before they are killed
 * @throws {LabError} when it does not start
 */
export async function startJanitor({
  name = MARKER_NAME,
  graceMs,
}: {
  name?: string;
  graceMs?: number;
} = {}): Promise<Janitor> {
  const value = randomBytes(12).toString('hex');
  const runLabel = `${RUN_LABEL}=${value}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'processes/janitor-main.ts')], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    // Not the marker, and not the working folder either: it must neither sweep itself nor hold a mount.
    env: { PATH: process.env.PATH },
    cwd: '/',
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let closing: Promise<void> | undefined;

  const tell = (message: JanitorMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      // Once the callback is called, the line is in the pipe and outlives this process.
      child.stdin.write(`${JSON.stringify(message)}\n`, (error) =>
        error ? reject(janitorLost(error)) : resolve(),
      );
    });
  // Reported by `tell`, where somebody waits for it.
  child.stdin.on('error', () => undefined);

  const ready = once(child.stdout, 'data', { signal: AbortSignal.timeout(START_WITHIN_MS) });
  await Promise.all([tell({ marker: `${name}=${value}`, graceMs }), ready]).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw janitorLost(error);
  });
  // Neither may keep the harness alive.
  child.unref();
  (child.stdout as unknown as { unref(): void }).unref();
  (child.stdin as unknown as { unref(): void }).unref();

  async function sayGoodbye(): Promise<void> {
    child.ref();
    child.stdin.end();
    const late = setTimeout(() => child.kill('SIGKILL'), CLOSE_WITHIN_MS);
    const code = await exited;
    clearTimeout(late);
    if (code === JANITOR_EXIT.foldersLeft) {
      throw new LabError(
        EXIT.failed,
        "Some of the run's data could not be removed; it says above what and why.",
      );
    }
    if (code === JANITOR_EXIT.containersLeft) {
      throw new LabError(
        EXIT.failed,
        `Some containers of the run could not be removed: \`docker ps --all --filter label=${runLabel}\` shows them.`,
      );
    }
    if (code !== JANITOR_EXIT.clean) {
      throw new LabError(
        EXIT.failed,
        `Some processes of the run could not be ended: look for ${name}=${value}.`,
      );
    }
  }

  return {
    pid: child.pid!,
    marker: { [name]: value },
    runLabel,
    watch: (folder) => tell({ watch: folder }),
    unwatch: (folder) => tell({ unwatch: folder }),
    watchContainers: ({ program, environment }) =>
      tell({ containers: { program, environment, labels: [runLabel] } }),
    close: () => (closing ??= sayGoodbye()),
  };
}

function janitorLost(cause: unknown): LabError {
  return new LabError(EXIT.failed, 'The janitor, which cleans up after a run, is not running.', { cause });
}
