/** The last lines of a log file, read from its end. */
import { open } from 'node:fs/promises';

const BYTES_PER_LINE_AT_MOST = 2_000;

/** @returns nothing when there is no such file yet */
export async function tailOf(file: string, lines: number): Promise<string[]> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, lines * BYTES_PER_LINE_AT_MOST);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(length),
      position: size - length,
    });
    return buffer
      .toString('utf8', 0, bytesRead)
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .filter((line) => line !== '');
  } finally {
    await handle.close();
  }
}
