/**
 * For tests of kitchens to play with: one file of them at a time, whatever other tests run beside them, since `./lab chaos`
 * would not know which of two is meant.
 */
import { createServer } from 'node:net';
import { ROOT } from '../places.ts';

/** For Jest: all others may come first. */
export const WITH_TURN_MS = 400_000;

const ASK_EVERY_MS = 100;
/** An abstract socket (Linux): it is free again as soon as whoever had it is gone, in whatever way. */
const DOOR = `\0open-kitchen ${ROOT}`;

/** Resolves when it is this file's turn; what it resolves with ends the turn. */
export async function turnToOpen(): Promise<() => void> {
  for (;;) {
    const server = createServer();
    const isMine = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(DOOR, () => resolve(true));
    });
    if (isMine) return () => void server.close();
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
