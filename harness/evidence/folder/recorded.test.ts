import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { judge } from '../../audit/judge.ts';
import { experimentOf } from '../../audit/testing/experiment.ts';
import { readRun } from './recorded.ts';
import { RunProblem } from './run-problem.ts';
import { sealRun } from './seal.ts';
import { day, record, runsFolder } from './testing/recorded-day.ts';

const runs = runsFolder();

const failing = async (): Promise<string> => {
  try {
    const { experiment, sides } = await readRun(runs.folder);
    judge(experiment, sides);
    return 'nothing';
  } catch (error) {
    return (error as Error).message.replaceAll(runs.folder, 'RUN');
  }
};

describe('the folder of a run', () => {
  test('a table can be walked more than once', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    const { orders } = (await readRun(runs.folder)).sides[0]!;
    expect([...orders]).toEqual([...orders]);
  });

  test('a folder that is no run says so', async () => {
    mkdirSync(runs.folder);
    expect(await failing()).toBe('RUN is not the folder of a run: it has no experiment.json.');
  });

  test('an incomplete run names the file that is missing', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    rmSync(join(runs.folder, 'rr/evidence/bank.ndjson'));
    expect(await failing()).toBe('The run in RUN is incomplete: rr/evidence/bank.ndjson is missing.');
  });

  test('a run whose recording did not finish says so, not which files it lacks', async () => {
    await record(runs.folder, day());
    rmSync(join(runs.folder, 'rr/evidence/bank.ndjson'));
    expect(await failing()).toBe(
      'The recording of the run in RUN did not finish: it was interrupted, failed, or still goes on.',
    );
  });

  test('a run from a newer version is refused', async () => {
    await record(runs.folder, day());
    writeFileSync(join(runs.folder, 'experiment.json'), '{"schema": 2}');
    expect(await failing()).toBe(
      'The run in RUN is from a newer version of Two Kitchens (schema 2; this one reads up to 1).',
    );
  });

  test('an experiment with a field that is wrong names it', async () => {
    await record(runs.folder, day());
    writeFileSync(
      join(runs.folder, 'experiment.json'),
      JSON.stringify({ ...experimentOf(['rr']), seed: 'lucky' }),
    );
    expect(await failing()).toContain('The run in RUN can not be read: in experiment.json, seed: ');
  });

  test.each([
    ['null', 'expected object, received null'],
    ['[]', 'expected object, received array'],
  ])('an experiment that reads %s says what it is', async (text, says) => {
    await record(runs.folder, day());
    writeFileSync(join(runs.folder, 'experiment.json'), text);
    expect(await failing()).toBe(
      `The run in RUN can not be read: in experiment.json: Invalid input: ${says}.`,
    );
  });

  test.each(['experiment.json', 'rr/side.json', 'rr/evidence/bank.ndjson', 'seal.json'])(
    'a run in which %s can not be read says so, and does not call it damaged',
    async (file) => {
      await record(runs.folder, day());
      sealRun(runs.folder);
      rmSync(join(runs.folder, file));
      mkdirSync(join(runs.folder, file));
      expect(await failing()).toBe(`The run in RUN can not be read: ${file} can not (EISDIR).`);
    },
  );

  test.each(['rr/evidence/bank.ndjson', 'rr/side.json', 'experiment.json'])(
    'a run in which %s was edited by hand is refused',
    async (file) => {
      await record(runs.folder, day());
      sealRun(runs.folder);
      appendFileSync(join(runs.folder, file), '\n');
      expect(await failing()).toBe(
        `The run in RUN is not what was recorded: ${file} was changed afterwards.`,
      );
    },
  );

  test.each([
    ['{"schema": 1, "sha2', 'seal.json is damaged: it is not JSON.'],
    ['{"schema": 1}', 'seal.json is damaged: it is not a list of checksums.'],
    [
      '{"schema": 2}',
      'The run in RUN is from a newer version of Two Kitchens (schema 2; this one reads up to 1).',
    ],
  ])('a seal that reads %s is refused in one sentence', async (seal, says) => {
    await record(runs.folder, day());
    writeFileSync(join(runs.folder, 'seal.json'), seal);
    await expect(readRun(runs.folder)).rejects.toBeInstanceOf(RunProblem);
    expect(await failing()).toBe(says);
  });

  test('a broken line is named with its file and number', async () => {
    await record(runs.folder, day());
    appendFileSync(join(runs.folder, 'rr/evidence/orders.ndjson'), '{"orderId": "torn');
    sealRun(runs.folder);
    expect(await failing()).toBe('rr/evidence/orders.ndjson is damaged: line 2 is not JSON.');
  });

  test('a table of many chunks is read whole, and a broken line far down is found', async () => {
    const many = day();
    const filler = { ...many.tables.addresses[0]!, customerId: 'c-002', address: 'ü'.repeat(500) };
    many.change(({ addresses }) =>
      addresses.push(...Array.from({ length: 5_000 }, (_, version) => ({ ...filler, version }))),
    );
    await record(runs.folder, many);
    sealRun(runs.folder);
    const read = [...(await readRun(runs.folder)).sides[0]!.addresses];
    expect(read.length).toBe(5_001);
    expect(read.at(-1)).toEqual({ ...filler, version: 4_999 });
    appendFileSync(join(runs.folder, 'rr/evidence/addresses.ndjson'), 'x\n');
    sealRun(runs.folder);
    expect(await failing()).toBe('rr/evidence/addresses.ndjson is damaged: line 5002 is not JSON.');
  });

  test('a line longer than what is read at once is one record', async () => {
    const long = day().change(({ addresses }) =>
      Object.assign(addresses[0]!, { address: 'x'.repeat(3_000_000) }),
    );
    await record(runs.folder, long);
    sealRun(runs.folder);
    const [address] = (await readRun(runs.folder)).sides[0]!.addresses;
    expect(address!.address!.length).toBe(3_000_000);
  });
});
