import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { judge } from '../audit/judge.ts';
import { experimentOf } from '../audit/testing/experiment.ts';
import { type History, history } from '../audit/testing/history.ts';
import { CONFIRMED, REFUSED } from '../audit/testing/order-story.ts';
import { LabError } from '../errors.ts';
import { listRuns, readLedger, readRun, readVerdict, sealRun, writeVerdict } from './folder.ts';
import { readStories } from './stories.ts';
import { writeRecords } from './write-lines.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'two-kitchens-'));
  folder = join(root, '2026-11-21T10-15-00-calm');
});
afterEach(() => rmSync(root, { recursive: true }));

const day = (): History => history('rr').order('anna', CONFIRMED).order('bert', REFUSED);

async function record(recorded: History): Promise<void> {
  const side = join(folder, recorded.side);
  mkdirSync(join(side, 'evidence'), { recursive: true });
  mkdirSync(join(side, 'logs'));
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify(experimentOf([recorded.side])));
  writeFileSync(join(side, 'side.json'), JSON.stringify(recorded.run));
  for (const [table, rows] of Object.entries(recorded.tables)) {
    const below = ['operations', 'faults', 'samples'].includes(table) ? side : join(side, 'evidence');
    await writeRecords(join(below, `${table}.ndjson`), rows);
  }
}

const failing = async (): Promise<string> => {
  try {
    const { experiment, sides } = await readRun(folder);
    judge(experiment, sides);
    return 'nothing';
  } catch (error) {
    return (error as Error).message.replaceAll(folder, 'RUN');
  }
};

describe('the folder of a run', () => {
  test('a run that was recorded is judged as it would have been at once', async () => {
    await record(day());
    sealRun(folder);
    const { experiment, sides } = await readRun(folder);
    const judged = judge(experiment, sides);
    expect(judged).toEqual(day().judged());
    await writeVerdict(folder, judged);
    expect(readVerdict(folder)).toEqual(judged.verdict);
    expect([...readLedger(folder)]).toEqual(judged.ledger);
  });

  test('a table can be walked more than once', async () => {
    await record(day());
    sealRun(folder);
    const { orders } = (await readRun(folder)).sides[0]!;
    expect([...orders]).toEqual([...orders]);
  });

  test('a folder that is no run says so', async () => {
    mkdirSync(folder);
    expect(await failing()).toBe('RUN is not the folder of a run: it has no experiment.json.');
  });

  test('an incomplete run names the file that is missing', async () => {
    await record(day());
    sealRun(folder);
    rmSync(join(folder, 'rr/evidence/bank.ndjson'));
    expect(await failing()).toBe('The run in RUN is incomplete: rr/evidence/bank.ndjson is missing.');
  });

  test('a run whose recording did not finish has no seal', async () => {
    await record(day());
    expect(await failing()).toBe(
      'The run in RUN is incomplete: it has no seal.json, so its recording did not finish.',
    );
  });

  test('a run from a newer version is refused', async () => {
    await record(day());
    writeFileSync(join(folder, 'experiment.json'), '{"schema": 2}');
    expect(await failing()).toBe(
      'The run in RUN is from a newer version of Two Kitchens (schema 2; this one reads up to 1).',
    );
  });

  test('an experiment with a field that is wrong names it', async () => {
    await record(day());
    writeFileSync(
      join(folder, 'experiment.json'),
      JSON.stringify({ ...experimentOf(['rr']), seed: 'lucky' }),
    );
    expect(await failing()).toContain('The run in RUN can not be read: in experiment.json, seed: ');
  });

  test.each(['rr/evidence/bank.ndjson', 'rr/side.json', 'experiment.json'])(
    'a run in which %s was edited by hand is refused',
    async (file) => {
      await record(day());
      sealRun(folder);
      appendFileSync(join(folder, file), '\n');
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
    await record(day());
    writeFileSync(join(folder, 'seal.json'), seal);
    await expect(readRun(folder)).rejects.toBeInstanceOf(LabError);
    expect(await failing()).toBe(says);
  });

  test('a verdict or ledger that was edited by hand is refused, and judging again mends it', async () => {
    await record(day());
    sealRun(folder);
    await writeVerdict(folder, day().judged());
    for (const file of ['verdict.json', 'ledger.ndjson']) appendFileSync(join(folder, file), '\n');
    expect(() => readVerdict(folder)).toThrow('verdict.json is not what the audit wrote; `./lab audit`');
    expect(() => readLedger(folder)).toThrow('ledger.ndjson is not what the audit wrote; `./lab audit`');
    expect((await listRuns(root))[0]!.problem).toContain('verdict.json is not what the audit wrote');
    const { experiment, sides } = await readRun(folder);
    await writeVerdict(folder, judge(experiment, sides));
    expect(readVerdict(folder)).toEqual(day().judged().verdict);
    expect([...readLedger(folder)]).toEqual(day().judged().ledger);
  });

  test('a broken line is named with its file and number', async () => {
    await record(day());
    appendFileSync(join(folder, 'rr/evidence/orders.ndjson'), '{"orderId": "torn');
    sealRun(folder);
    expect(await failing()).toBe('rr/evidence/orders.ndjson is damaged: line 2 is not JSON.');
  });

  test('a table of many chunks is read whole, and a broken line far down is found', async () => {
    const many = day();
    const filler = { ...many.tables.addresses[0]!, customerId: 'c-002', address: 'ü'.repeat(500) };
    many.change(({ addresses }) =>
      addresses.push(...Array.from({ length: 5_000 }, (_, version) => ({ ...filler, version }))),
    );
    await record(many);
    sealRun(folder);
    const read = [...(await readRun(folder)).sides[0]!.addresses];
    expect(read.length).toBe(5_001);
    expect(read.at(-1)).toEqual({ ...filler, version: 4_999 });
    appendFileSync(join(folder, 'rr/evidence/addresses.ndjson'), 'x\n');
    sealRun(folder);
    expect(await failing()).toBe('rr/evidence/addresses.ndjson is damaged: line 5002 is not JSON.');
  });

  test('a line longer than what is read at once is one record', async () => {
    const long = day().change(({ addresses }) =>
      Object.assign(addresses[0]!, { address: 'x'.repeat(3_000_000) }),
    );
    await record(long);
    sealRun(folder);
    const [address] = (await readRun(folder)).sides[0]!.addresses;
    expect(address!.address!.length).toBe(3_000_000);
  });
});

describe('listRuns', () => {
  test('lists what can be read with its verdict, and what can not with its problem', async () => {
    await record(day());
    mkdirSync(join(root, 'a-broken-run'));
    writeFileSync(join(root, 'a-broken-run', 'experiment.json'), '{');
    mkdirSync(join(root, 'not-a-run'));
    const runs = await listRuns(root);
    expect(runs).toMatchObject(
      [
        { run: 'a-broken-run', problem: 'experiment.json is damaged: it is not JSON.' },
        { run: '2026-11-21T10-15-00-calm', sides: ['rr'], ratePerSecond: 100, verdict: null, problem: null },
      ].sort((a, b) => (a.run < b.run ? -1 : 1)),
    );
    sealRun(folder);
    await writeVerdict(folder, day().judged());
    expect((await listRuns(root)).find(({ problem }) => problem === null)!.verdict).toEqual({
      valid: false,
      unpredicted: 0,
    });
  });

  test('a folder that is not there has no runs', async () => {
    expect(await listRuns(join(root, 'nowhere'))).toEqual([]);
  });
});

describe('readStories', () => {
  const hop = {
    msg: 'served',
    service: 'orders',
    route: 'POST /orders',
    status: 201,
    durationMs: 3,
    atMs: 1,
  };
  async function recordedDay(): Promise<History> {
    const recorded = day();
    await record(recorded);
    const orderId = recorded.orderId('anna');
    await writeRecords(join(folder, 'rr/logs/orders.ndjson'), [
      { ...hop, orderId, requestId: 'r-1' },
      { ...hop, orderId: 'another', requestId: 'r-2' },
    ]);
    await writeRecords(join(folder, 'rr/logs/gateway.ndjson'), [
      { ...hop, service: 'gateway', requestId: 'r-1' },
      { ...hop, service: 'gateway', requestId: 'r-2' },
    ]);
    appendFileSync(join(folder, 'rr/logs/gateway.ndjson'), '{"msg":"served","requestId":"r-1","ro');
    sealRun(folder);
    await writeVerdict(folder, recorded.judged());
    return recorded;
  }

  test('finds an order by its id and by its key, with the hops that only its request id ties to it', async () => {
    const recorded = await recordedDay();
    const [byId] = await readStories(folder, recorded.orderId('anna'), ['rr', 'ed']);
    expect(await readStories(folder, recorded.key('anna'), ['rr'])).toEqual([byId]);
    expect(
      byId!.steps
        .filter(({ source }) => source === 'log')
        .map(({ where }) => where)
        .sort(),
    ).toEqual(['gateway', 'orders']);
  });

  test('an order that is not there is named', async () => {
    await recordedDay();
    await expect(readStories(folder, 'nobody', ['rr'])).rejects.toThrow(
      'The run has no order with the id or key "nobody".',
    );
  });

  test('a side without the order is named', async () => {
    const recorded = await recordedDay();
    await expect(readStories(folder, recorded.key('anna'), ['ed'])).rejects.toThrow('is not on the side ed');
  });

  test('a run that was not judged says what to do', async () => {
    await record(day());
    sealRun(folder);
    await expect(readStories(folder, 'anna', ['rr'])).rejects.toThrow('`./lab audit` does that');
  });
});
