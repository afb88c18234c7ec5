import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { History } from '../../audit/testing/history.ts';
import { writeRecords } from '../write-lines.ts';
import { writeVerdict } from './judged.ts';
import { sealRun } from './seal.ts';
import { readStories } from './stories.ts';
import { day, record, runsFolder } from './testing/recorded-day.ts';

const runs = runsFolder();

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
    await record(runs.folder, recorded);
    const orderId = recorded.orderId('anna');
    await writeRecords(join(runs.folder, 'rr/logs/orders.ndjson'), [
      { ...hop, orderId, requestId: 'r-1' },
      { ...hop, orderId: 'another', requestId: 'r-2' },
      { msg: 'failed', service: 'orders', atMs: 2, orderId, requestId: 'r-1', code: 'x', effect: 'none' },
      { msg: 'stopping', service: 'orders', atMs: 3 },
    ]);
    await writeRecords(join(runs.folder, 'rr/logs/gateway.ndjson'), [
      { ...hop, service: 'gateway', requestId: 'r-1' },
      { ...hop, service: 'gateway', requestId: 'r-2' },
    ]);
    appendFileSync(join(runs.folder, 'rr/logs/gateway.ndjson'), '{"msg":"served","requestId":"r-1","ro');
    sealRun(runs.folder);
    await writeVerdict(runs.folder, recorded.judged());
    return recorded;
  }

  test('finds an order by its id and by its key, with the hops that only its request id ties to it', async () => {
    const recorded = await recordedDay();
    const [byId] = await readStories(runs.folder, recorded.orderId('anna'), ['rr', 'ed']);
    expect(await readStories(runs.folder, recorded.key('anna'), ['rr'])).toEqual([byId]);
    expect(
      byId!.steps
        .filter(({ source }) => source === 'log')
        .map(({ where }) => where)
        .sort(),
    ).toEqual(['gateway', 'orders', 'orders']);
  });

  test('an order that is not there is named', async () => {
    await recordedDay();
    await expect(readStories(runs.folder, 'nobody', ['rr'])).rejects.toThrow(
      'The run has no order with the id or key "nobody".',
    );
  });

  test('a side without the order is named', async () => {
    const recorded = await recordedDay();
    await expect(readStories(runs.folder, recorded.key('anna'), ['ed'])).rejects.toThrow(
      'is not on the side ed',
    );
  });

  test('a run that was not judged says what to do', async () => {
    await record(runs.folder, day());
    sealRun(runs.folder);
    await expect(readStories(runs.folder, 'anna', ['rr'])).rejects.toThrow('`./lab audit` does that');
  });
});
