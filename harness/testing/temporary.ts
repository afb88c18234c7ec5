/**
 * Where tests keep what they make. In memory where there is room: the data of a PostgreSQL are 2,500 files, and a disk on
 * which as many have just been removed takes seconds to make them (ext4 passes over inodes that were freed a moment ago).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, readStat } from '../runtimes/processes/process-table.ts';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4e9;
/** Named after the process, so that what a killed one has left is known. */
const OURS = /^two-kitchens-test-(\d+)-(\d+)-/;

/** A folder for the tests of this process; removes what others have left that were killed. */
export async function makeTemporaryFolder(): Promise<string> {
  const parent = (await isRoomy(MEMORY)) ? MEMORY : tmpdir();
  for (const name of readdirSync(parent)) {
    const [, pid, startTicks] = OURS.exec(name) ?? [];
    if (pid === undefined || isAlive({ pid: Number(pid), startTicks: Number(startTicks) })) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
  const { pid, startTicks } = readStat(process.pid)!;
  const folder = await mkdtemp(join(parent, `two-kitchens-test-${pid}-${startTicks}-`));
  // PostgreSQL is run as another user, who must be able to walk through it.
  await chmod(folder, 0o755);
  return folder;
}

/** Whether programs can be run from it, and there is room for some kitchens. */
async function isRoomy(folder: string): Promise<boolean> {
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, where]) => where === folder);
  if (mount === undefined || mount[3]!.split(',').includes('noexec')) return false;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= ROOM_BYTES;
}
