import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { judge } from '../../audit/judge.ts';
import { readLedger, readVerdict, writeVerdict } from './judged.ts';
import { readRun } from './recorded.ts';
import { sealRun } from './seal.ts';
import { day, judgeByAnotherVersion, record, runsFolder } from './testing/recorded-day.ts';

const runs = runsFolder();

describe('the verdict and the ledger of a run', () => {
  test('a run that was recorded is judged as it would have been at once', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    const { experiment, sides } = await readRun(runs.folder);
    const judged = judge(experiment, sides);
    expect(judged).toEqual(day().judged());
    await writeVerdict(runs.folder, judged);
    expect(readVerdict(runs.folder)).toEqual(judged.verdict);
    expect([...readLedger(runs.folder)]).toEqual(judged.ledger);
  });

  test('a run that was not judged yet says what to do', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    expect(() => readVerdict(runs.folder)).toThrow('was not judged yet; `./lab audit` does that');
    expect(() => readLedger(runs.folder)).toThrow('was not judged yet; `./lab audit` does that');
  });

  test('a verdict that another version wrote is refused, and says what to do', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    await judgeByAnotherVersion(runs.folder);
    expect(() => readVerdict(runs.folder)).toThrow(
      'written by another version of Two Kitchens; `./lab audit`',
    );
  });

  test('a verdict or ledger that was edited by hand is refused, and judging again mends it', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    await writeVerdict(runs.folder, day().judged());
    for (const file of ['verdict.json', 'ledger.ndjson']) appendFileSync(join(runs.folder, file), '\n');
    expect(() => readVerdict(runs.folder)).toThrow('verdict.json is not what the audit wrote; `./lab audit`');
    expect(() => readLedger(runs.folder)).toThrow('ledger.ndjson is not what the audit wrote; `./lab audit`');
    const { experiment, sides } = await readRun(runs.folder);
    await writeVerdict(runs.folder, judge(experiment, sides));
    expect(readVerdict(runs.folder)).toEqual(day().judged().verdict);
    expect([...readLedger(runs.folder)]).toEqual(day().judged().ledger);
  });
});
