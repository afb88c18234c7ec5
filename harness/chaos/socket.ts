/**
 * The socket at which a kitchen that is open can be spoken to: a Unix socket in its folder, for its owner only. Its path
 * may have 107 characters, and a checkout's may have more: the folder is named by a descriptor, which is always short.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'control.sock';

export const socketIn = (folder: string): string => join(folder, NAME);

/** Calls `use` with a short path of the folder's socket, which is good as long as `use` lasts. */
export async function withShortPath<Result>(
  folder: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const handle: FileHandle = await open(folder, 'r');
  try {
    return await use(`/proc/self/fd/${handle.fd}/${NAME}`);
  } finally {
    await handle.close();
  }
}
