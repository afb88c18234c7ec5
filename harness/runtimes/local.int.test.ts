import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentProgress } from '../progress.ts';
import { ensureTools, type Tools } from '../tools/tools.ts';
import type { RuntimeUnderTest } from './ending.suite.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { createLocalRuntime } from './local.ts';
import { readStat } from './processes/process-table.ts';
import { findMarked } from './processes/sweep.ts';
import { runtimeSuite } from './runtime.suite.ts';
import { FAKE_KITCHEN } from './testing/fake-kitchen.ts';

let temporary: string;
let janitor: Janitor;
let tools: Pick<Tools, 'postgres' | 'toxiproxy'>;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'runtime-'));
  janitor = await startJanitor();
  tools = await ensureTools(['postgres', 'toxiproxy'], silentProgress);
}, 600_000);
afterAll(async () => {
  await janitor.close();
  rmSync(temporary, { recursive: true, force: true });
});

const create: RuntimeUnderTest['create'] = (name, system, more = {}) =>
  createLocalRuntime({ side: 'rr', runFolder: join(temporary, name), tools, janitor, system, ...more });

describe('local runtime', () => {
  runtimeSuite({
    create,
    isPaused: (runtime, role) => readStat(runtime.instance(role)!.pid)?.state === 'T',
    traces(name) {
      const [marker] = Object.entries(janitor.marker).map(([key, value]) => `${key}=${value}`);
      const processes = findMarked(marker!).map(({ pid }) => `process ${pid}`);
      const data = join(temporary, name, 'data');
      return existsSync(data) ? [...processes, data] : processes;
    },
  });

  test('each service is told where the others are, and its own database only', async () => {
    const kitchen = await create('addresses', FAKE_KITCHEN);
    await kitchen.startAll();
    const environment = async (role: 'gateway' | 'orders' | 'bank') =>
      (await (await fetch(`${kitchen.url(role)}/environment`)).json()) as Record<string, string>;
    expect(await environment('gateway')).toMatchObject({ ORDERS_URL: kitchen.url('orders') });
    expect(await environment('orders')).toMatchObject({ DATABASE_URL: kitchen.access.databaseUrl('orders') });
    const BANK_LEDGER_FILE = await kitchen.access.bankLedgerFile();
    expect(await environment('bank')).toMatchObject({ BANK_LEDGER_FILE });
    await kitchen.close();
  }, 60_000);
});
