import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeVerdict } from './judged.ts';
import { latestRun, listRuns } from './run-list.ts';
import { sealRun } from './seal.ts';
import { day, judgeByAnotherVersion, record, runsFolder } from './testing/recorded-day.ts';

const runs = runsFolder();
const PLAN = { sides: ['rr'], ratePerSecond: 100, seed: 1 };

async function judgedDay(): Promise<void> {
  await record(runs.folder, day());
  sealRun(runs.folder);
  await writeVerdict(runs.folder, day().judged());
}

describe('listRuns', () => {
  test('a judged run has its plan and its verdict', async () => {
    await judgedDay();
    expect(listRuns(runs.root)).toMatchObject([
      {
        ...PLAN,
        run: '2026-11-21T10-15-00-calm',
        state: 'judged',
        problem: null,
        verdict: { unpredicted: 0 },
      },
    ]);
  });

  test('the oldest comes first, and what is no run is left out', () => {
    for (const run of ['b', 'a', 'c']) {
      mkdirSync(join(runs.root, run));
      if (run !== 'c') writeFileSync(join(runs.root, run, 'experiment.json'), '{}');
    }
    expect(listRuns(runs.root).map(({ run }) => run)).toEqual(['a', 'b']);
  });

  test('a run whose recording did not finish, and one that was not judged, have their plan', async () => {
    await record(runs.folder, day());
    const unfinished = { ...PLAN, state: 'not finished', verdict: null };
    expect(listRuns(runs.root)).toMatchObject([
      { ...unfinished, problem: expect.stringContaining('did not finish') },
    ]);
    sealRun(runs.folder);
    expect(listRuns(runs.root)).toMatchObject([{ ...PLAN, state: 'not judged', verdict: null }]);
  });

  test('a run that was judged by another version has its plan', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    await judgeByAnotherVersion(runs.folder);
    expect(listRuns(runs.root)).toMatchObject([
      { ...PLAN, state: 'other version', verdict: null, problem: expect.stringContaining('another version') },
    ]);
  });

  test.each([
    ['incomplete', 'is missing', (folder: string) => rmSync(join(folder, 'rr/evidence/bank.ndjson'))],
    [
      'edited',
      'is not what the audit wrote',
      (folder: string) => appendFileSync(join(folder, 'verdict.json'), ' '),
    ],
    ['damaged', 'is not JSON', (folder: string) => writeFileSync(join(folder, 'experiment.json'), '{')],
    [
      'unreadable',
      'can not be read',
      (folder: string) => writeFileSync(join(folder, 'experiment.json'), '{}'),
    ],
    [
      'other version',
      'newer version',
      (folder: string) => writeFileSync(join(folder, 'experiment.json'), '{"schema":2}'),
    ],
  ])('a run that is %s has a sentence that says it %s', async (state, says, spoil) => {
    await judgedDay();
    spoil(runs.folder);
    expect(listRuns(runs.root)).toMatchObject([
      { state, problem: expect.stringContaining(says), verdict: null },
    ]);
  });

  test('a folder that is not there has no runs', () => {
    expect(listRuns(join(runs.root, 'nowhere'))).toEqual([]);
  });

  test('a file where the folder should be is one sentence', () => {
    const file = join(runs.root, 'runs');
    writeFileSync(file, '');
    expect(() => listRuns(file)).toThrow(`${file}, where the runs are, is not a folder.`);
  });
});

describe('latestRun', () => {
  /** Two judged runs, of which the newer one is spoilt. */
  async function spoilNewer(spoil: (folder: string) => void | Promise<void>): Promise<void> {
    for (const run of ['a', 'b']) {
      await record(join(runs.root, run), day());
      sealRun(join(runs.root, run));
      await writeVerdict(join(runs.root, run), day().judged());
    }
    await spoil(join(runs.root, 'b'));
  }

  test('is the newest of those that are judged', async () => {
    await spoilNewer(() => undefined);
    expect(latestRun(runs.root)).toBe('b');
  });

  test.each<[string, (folder: string) => void | Promise<void>]>([
    ['was edited', (folder) => appendFileSync(join(folder, 'verdict.json'), ' ')],
    ['was judged by another version', judgeByAnotherVersion],
    ['lacks a file', (folder) => rmSync(join(folder, 'rr/side.json'))],
    ['did not finish', (folder) => rmSync(join(folder, 'seal.json'))],
    ['was not judged', (folder) => rmSync(join(folder, 'verdict.json'))],
  ])('passes over one that %s', async (_, spoil) => {
    await spoilNewer(spoil);
    expect(latestRun(runs.root)).toBe('a');
  });

  test('is undefined where nothing was judged', async () => {
    await record(runs.folder, day());
    expect(latestRun(runs.root)).toBeUndefined();
  });
});
