/**
 * Where tests keep what they make. In memory where there is room: the data of a PostgreSQL are 2,500 files, and a disk on
 * which as many have just been removed takes seconds to make them (ext4 passes over inodes that were freed a moment ago).
 */
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4e9;

export async function makeTemporaryFolder(): Promise<string> {
  const parent = (await isRoomy(MEMORY)) ? MEMORY : tmpdir();
  const folder = await mkdtemp(join(parent, 'two-kitchens-test-'));
  // PostgreSQL is run as another user, who must be able to walk through it.
  await chmod(folder, 0o755);
  return folder;
}

/** Whether programs can be run from it, and there is room for some kitchens: there, and in memory itself. */
async function isRoomy(folder: string): Promise<boolean> {
  if (!canRunFrom(folder, readFileSync('/proc/mounts', 'utf8'))) return false;
  const { bavail, bsize } = await statfs(folder);
  return Math.min(bavail * bsize, freemem()) >= ROOM_BYTES;
}

/** @param mounts the text of /proc/mounts */
export function canRunFrom(folder: string, mounts: string): boolean {
  const fields = mounts.split('\n').map((line) => line.split(' '));
  const options = fields.findLast(([, where]) => where === folder)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}
