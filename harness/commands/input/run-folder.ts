/** The folders of runs: choosing a new one, and finding one by path, by name, or as `latest`, the newest judged one. */
import { access, constants, mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import { unknownName } from '../../names.ts';
import { RUNS_FOLDER } from '../../places.ts';

/** `2026-11-21T10-15-00-payments-outage`, in UTC, so that names sort by time wherever they were made. */
export function runName(scenario: string, startedAtMs: number): string {
  return `${new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(':', '-')}-${scenario}`;
}

/** Creates the folder of a new run. Two that start in the same second get different names. */
export async function createRunFolder(
  parent: string,
  scenario: string,
  startedAtMs: number,
): Promise<string> {
  await mkdir(parent, { recursive: true });
  const name = runName(scenario, startedAtMs);
  for (let attempt = 1; ; attempt++) {
    const folder = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Works in a new folder, which stays only when it is worth a look: what came of the work is, or it failed, and not because
 * the user had enough.
 */
export async function inFolderWorthALook<Result>(
  place: { parent: string; name: string; signal: AbortSignal },
  work: (folder: string) => Promise<Result>,
  isWorthALook: (result: Result) => boolean,
): Promise<Result> {
  const folder = await createRunFolder(place.parent, place.name, Date.now());
  let stays = true;
  try {
    const result = await work(folder);
    stays = isWorthALook(result);
    return result;
  } catch (error) {
    stays = !place.signal.aborted;
    throw error;
  } finally {
    if (!stays) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes sure that runs can be written below the folder that was asked for, or below runs/, without leaving anything
 * there; answers its absolute path.
 */
export async function writableFolder(wanted?: string): Promise<string> {
  // A variable of the shell that is not set; it would be the folder that one stands in.
  if (wanted === '')
    throw new LabError(EXIT.usage, '--out must name a folder that can be written; "" names none.');
  const absolute = resolve(wanted ?? RUNS_FOLDER);
  let existing = absolute;
  while (!(await exists(existing))) existing = dirname(existing);
  try {
    // The superuser passes every permission check, but not a read-only file system: only writing tells.
    await rmdir(await mkdtemp(join(existing, '.lab-probe-')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (wanted === undefined) {
      const sentence = `runs/ can not be written (${code}); --out names another folder for runs.`;
      throw new LabError(EXIT.unavailable, sentence, { cause: error });
    }
    throw new LabError(
      EXIT.usage,
      `--out must name a folder that can be written; "${wanted}" can not (${code}).`,
      { cause: error },
    );
  }
  return absolute;
}

/** Finds the folder of a recorded run. */
export async function findRun(given: string, runs: string = RUNS_FOLDER): Promise<string> {
  // Loaded when needed: it brings the schemas of a run, which no other command's help has to wait for.
  const { isRun, latestRun, runNames } = await import('../../evidence/folder/run-list.ts');
  if (isRun(resolve(given))) return resolve(given);
  const names = runNames(runs);
  if (given === 'latest') {
    const latest = latestRun(runs);
    if (latest !== undefined) return join(runs, latest);
    const says = names.length === 0 ? '`./lab compare` makes one' : '`./lab runs` says of each run why';
    throw new LabError(EXIT.usage, `There is no judged run: ${says}.`);
  }
  if (names.includes(given)) return join(runs, given);
  if (await exists(resolve(given))) {
    throw new LabError(EXIT.usage, `"${given}" is not the folder of a run: it has no experiment.json.`);
  }
  if (names.length === 0)
    throw new LabError(EXIT.usage, `There is no run "${given}", nor any other in runs/.`);
  throw new LabError(EXIT.usage, unknownName('run', given, [...names.slice(-3).reverse(), 'latest']));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch {
    return false; // that is the answer
  }
}
