/**
 * Removes what a run has left at Docker: containers in whatever state, networks and volumes that carry its label. What
 * does not is never touched. Only `node:` imports: the janitor uses this and must stay small.
 */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** On everything of a run: by it things are found, and nothing else is ever touched. */
export const RUN_LABEL = 'two-kitchens.run';

const execute = promisify(execFile);
const ANSWER_WITHIN_MS = 30_000;
const GIVE_UP_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** How to reach Docker, and what a thing must carry (`label=value`, all of them) to be removed. */
export type ContainerSweep = {
  program: string;
  environment: Readonly<Record<string, string | undefined>>;
  labels: readonly string[];
};

/** In this order: a network or a volume that is in use can't be removed. */
const KINDS = [
  {
    list: ['ps', '--all', '--quiet', '--no-trunc'],
    remove: ['rm', '--force', '--volumes'],
    word: 'container',
  },
  { list: ['network', 'ls', '--quiet', '--no-trunc'], remove: ['network', 'rm'], word: 'network' },
  { list: ['volume', 'ls', '--quiet'], remove: ['volume', 'rm', '--force'], word: 'volume' },
] as const;

/** Everything that carries the labels, e.g. `container 4f1c…`. */
export async function findLabelled(sweep: ContainerSweep): Promise<string[]> {
  const found = await Promise.all(
    KINDS.map(async ({ list, word }) => (await idsOf(sweep, list)).map((id) => `${word} ${id}`)),
  );
  return found.flat();
}

/**
 * @returns what could not be removed in time, with what docker said to that
 */
export async function sweepContainers(sweep: ContainerSweep): Promise<string[]> {
  const startedMs = performance.now();
  let quietLooks = 0;
  let problem = '';
  for (;;) {
    for (const { list, remove } of KINDS) {
      const ids = await idsOf(sweep, list);
      if (ids.length === 0) continue;
      quietLooks = -1;
      // Some may be gone by now, or still be held by what goes next: the next look tells.
      await docker(sweep, [...remove, ...ids]).catch((error: Error) => {
        problem = error.message.trim();
      });
    }
    // Twice in a row, since the engine may still be making what a client asked for that is dead by now.
    quietLooks += 1;
    if (quietLooks === 2) return [];
    if (performance.now() - startedMs > GIVE_UP_MS) return [...(await findLabelled(sweep)), problem];
    await delay(LOOK_EVERY_MS);
  }
}

async function idsOf(sweep: ContainerSweep, list: readonly string[]): Promise<string[]> {
  const filters = sweep.labels.flatMap((label) => ['--filter', `label=${label}`]);
  return (await docker(sweep, [...list, ...filters])).split('\n').filter((line) => line !== '');
}

async function docker({ program, environment }: ContainerSweep, args: readonly string[]): Promise<string> {
  return (await execute(program, args, { env: environment, timeout: ANSWER_WITHIN_MS })).stdout;
}
