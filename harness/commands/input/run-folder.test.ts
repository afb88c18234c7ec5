import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../errors.ts';
import { writeVerdict } from '../../evidence/folder/judged.ts';
import { sealRun } from '../../evidence/folder/seal.ts';
import { day, record } from '../../evidence/folder/testing/recorded-day.ts';
import { createRunFolder, findRun, inFolderWorthALook, runName, writableFolder } from './run-folder.ts';

const AT_MS = Date.UTC(2026, 10, 21, 10, 15, 0, 250);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A run that was interrupted as soon as it had a plan. */
async function begin(name: string): Promise<string> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'experiment.json'), '{}');
  return join(folder, name);
}

async function recordAndJudge(name: string): Promise<string> {
  const run = join(folder, name);
  await record(run, day());
  sealRun(run);
  await writeVerdict(run, day().judged());
  return run;
}

describe('inFolderWorthALook', () => {
  const place = () => ({ parent: join(folder, 'runs'), name: 'soak', signal: new AbortController().signal });
  const left = () => readdir(join(folder, 'runs'));

  test('stays when what came of the work is worth a look, and goes when it is not', async () => {
    expect(
      await inFolderWorthALook(
        place(),
        async () => 'dull',
        () => false,
      ),
    ).toBe('dull');
    expect(await left()).toEqual([]);
    expect(
      await inFolderWorthALook(
        place(),
        async () => 'odd',
        () => true,
      ),
    ).toBe('odd');
    expect(await left()).toHaveLength(1);
  });

  test('stays when the work failed, and goes when the user had enough', async () => {
    const fail = () => Promise.reject(new Error('failed'));
    await expect(inFolderWorthALook(place(), fail, () => false)).rejects.toThrow('failed');
    expect(await left()).toHaveLength(1);
    const enough = { ...place(), signal: AbortSignal.abort() };
    await expect(inFolderWorthALook(enough, fail, () => true)).rejects.toThrow('failed');
    expect(await left()).toHaveLength(1);
  });
});

describe('createRunFolder', () => {
  test('the name says when and what', () => {
    expect(runName('payments-outage', AT_MS)).toBe('2026-11-21T10-15-00-payments-outage');
  });

  test('runs that start in the same second get folders of their own', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createRunFolder(join(folder, 'runs'), 'calm', AT_MS)));
    expect(made.map((path) => basename(path)).sort()).toEqual([
      '2026-11-21T10-15-00-calm',
      '2026-11-21T10-15-00-calm-2',
      '2026-11-21T10-15-00-calm-3',
    ]);
  });
});

describe('writableFolder', () => {
  test('a folder that does not exist yet is taken, and nothing is created', async () => {
    await expect(writableFolder(join(folder, 'a', 'b'))).resolves.toBe(join(folder, 'a', 'b'));
    expect(await readdir(folder)).toEqual([]);
  });

  test('a path through a file is refused by a sentence that names the option and the folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writableFolder(join(file, 'runs'))).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringMatching(
        /^--out must name a folder that can be written; ".*file\/runs" can not \(ENOTDIR\)\.$/,
      ),
    });
  });
});

describe('findRun', () => {
  test('a run is found by its path, by its name, and the newest as latest', async () => {
    const older = await recordAndJudge('2026-11-20T09-00-00-calm');
    const newer = await recordAndJudge('2026-11-21T10-15-00-payments-outage');
    await mkdir(join(folder, 'zzz-not-a-run'));
    await expect(findRun(older, folder)).resolves.toBe(older);
    await expect(findRun('2026-11-20T09-00-00-calm', folder)).resolves.toBe(older);
    await expect(findRun('latest', folder)).resolves.toBe(newer);
  });

  test('a run that was interrupted is found by its name, and is never latest', async () => {
    const judged = await recordAndJudge('2026-11-20T09-00-00-calm');
    const interrupted = await begin('2026-11-21T10-15-00-payments-outage');
    await expect(findRun('latest', folder)).resolves.toBe(judged);
    await expect(findRun('2026-11-21T10-15-00-payments-outage', folder)).resolves.toBe(interrupted);
  });

  test('a name that is nearly right gets the one that was meant', async () => {
    await begin('2026-11-20T09-00-00-calm');
    await expect(findRun('2026-11-20T09-00-00-clam', folder)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining('Did you mean "2026-11-20T09-00-00-calm"?'),
    });
  });

  test('a folder that is no run is refused', async () => {
    await expect(findRun(folder, folder)).rejects.toThrow(
      'is not the folder of a run: it has no experiment.json',
    );
  });

  test('latest, where no run is judged, says how to make one, or where to see why', async () => {
    await expect(findRun('latest', join(folder, 'none'))).rejects.toThrow('`./lab compare` makes one');
    await begin('2026-11-21T10-15-00-payments-outage');
    await expect(findRun('latest', folder)).rejects.toThrow('`./lab runs` says of each run why');
  });
});
