/**
 * For tests of kitchens to play with: one file of them at a time, whatever other tests run beside them, since `./lab chaos`
 * would not know which of two is meant.
 */
import { createServer, type Server } from 'node:net';
import { ROOT } from '../places.ts';
import { waitUntil } from '../wait-until.ts';
import { type LabRun, lab } from './lab.ts';

/** Those of three files that come first. */
const TURN_WITHIN_MS = 400_000;
const OPEN_WITHIN_MS = 180_000;
/** For Jest: of the hook that opens it, and of the one that closes it. */
export const OPENED_WITHIN_MS = TURN_WITHIN_MS + OPEN_WITHIN_MS + 10_000;
export const CLOSED_WITHIN_MS = 60_000;

/** An abstract socket (Linux): it is free again as soon as whoever had it is gone, in whatever way. */
const DOOR = `\0open-kitchen ${ROOT}`;

export type OpenKitchen = { run: LabRun; close(): Promise<void> };

/** `./lab up …`, when it is this file's turn; closed as a user does, by Ctrl-C. @throws when it does not open in time */
export async function openKitchen(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv } & { isOpen(stdout: string): boolean },
): Promise<OpenKitchen> {
  const door = await waitUntil(takeDoor, { timeoutMs: TURN_WITHIN_MS, everyMs: 100 });
  if (door === undefined) throw new Error('Other kitchens are open all the time.');
  const run = lab(['up', ...args], options);
  const close = async (): Promise<void> => {
    run.child.kill('SIGINT');
    await run.ended;
    door.close();
  };
  const isOpen = async () => options.isOpen(run.stdout());
  if (await waitUntil(isOpen, { timeoutMs: OPEN_WITHIN_MS, everyMs: 100 })) return { run, close };
  await close();
  throw new Error(`./lab up ${args.join(' ')} does not open:\n${run.stderr()}`);
}

/** Undefined when somebody has it. */
function takeDoor(): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(DOOR, () => resolve(server));
  });
}
