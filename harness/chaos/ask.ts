/** The side of `./lab chaos`: finds the lab that has the kitchen open, and asks it. */
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { SYSTEMS } from '../systems.ts';
import { type ChaosAnswer, type ChaosRequest, toLine } from './messages.ts';
import { withShortPath } from './socket.ts';

/**
 * Has a fault done, and resolves when it is over and healed, which an abort only brings nearer.
 * @param upFolder where every `./lab up` has a folder, and in it one for each of its kitchens
 * @throws {LabError} 69 when no such kitchen is open, or the target is down already, or what else the fault needs; 64 when it can't be done; 1 when it was not proven or not healed
 */
export async function askForChaos(
  upFolder: string,
  side: Side,
  request: ChaosRequest,
  options: { signal: AbortSignal; tell(answer: ChaosAnswer): void },
): Promise<void> {
  const socket = await connectTo(upFolder, side);
  // Ending our half of the conversation is how we say that we have had enough.
  const enough = (): void => void socket.end();
  options.signal.addEventListener('abort', enough, { once: true });
  socket.write(toLine(request));
  if (options.signal.aborted) enough();
  let last: ChaosAnswer | undefined;
  try {
    for await (const line of createInterface({ input: socket })) {
      last = JSON.parse(line) as ChaosAnswer;
      if ('refused' in last) {
        throw new LabError(last.isDown === true ? EXIT.unavailable : EXIT.usage, last.refused);
      }
      options.tell(last);
    }
  } finally {
    options.signal.removeEventListener('abort', enough);
    socket.destroy();
  }
  if (last === undefined || !('over' in last)) {
    throw new LabError(EXIT.failed, 'The kitchen has closed, and did not say that all is healed.');
  }
  if (last.ok || options.signal.aborted) return;
  throw new LabError(EXIT.failed, 'It was not proven, or not healed: see above.');
}

async function connectTo(upFolder: string, side: Side): Promise<Socket> {
  const { name } = SYSTEMS[side];
  const folders = await readdir(upFolder).catch(() => []); // nothing was ever opened
  const tries = await Promise.all(folders.map((folder) => tryToConnect(join(upFolder, folder, side))));
  const [socket, ...more] = tries.filter((found) => found !== undefined);
  if (socket === undefined) {
    const details = [`\`./lab up ${side}\` opens one, in another terminal.`];
    throw new LabError(EXIT.unavailable, `No ${name} kitchen is open.`, { details });
  }
  if (more.length === 0) return socket;
  for (const each of [socket, ...more]) each.destroy();
  throw new LabError(EXIT.usage, `${more.length + 1} ${name} kitchens are open: close all but one.`);
}

/** Undefined where nobody listens: no kitchen of this side, or one whose lab is gone. */
async function tryToConnect(folder: string): Promise<Socket | undefined> {
  try {
    return await withShortPath(folder, async (path) => {
      const { promise, resolve, reject } = Promise.withResolvers<Socket>();
      const socket = connect({ path, allowHalfOpen: true });
      socket.once('connect', () => resolve(socket));
      socket.once('error', reject);
      return promise;
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR' || code === 'EACCES')
      return undefined;
    throw error;
  }
}
