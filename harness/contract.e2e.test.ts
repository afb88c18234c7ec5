/**
 * The one contract suite, run against both kitchens as they really are, PostgreSQL and Kafka among them:
 * as local processes, and as containers of the image that is built from the checkout.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contractCheck } from '#shared/contract/check.ts';
import { type ContractTarget, contractSuite } from '#shared/contract/contract.suite.ts';
import { featuresOf } from '#shared/contract/features.ts';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import { LabError } from './errors.ts';
import { ARMS } from './experiment/arms.ts';
import { silentProgress } from './progress.ts';
import { containersOfRuntime, createRuntime, toolsOfRuntime } from './runtimes/create.ts';
import { type Janitor, startJanitor } from './runtimes/janitor.ts';
import type { Runtime } from './runtimes/runtime.ts';
import { IN_CONTAINERS } from './runtimes/testing/servers.ts';
import { SYSTEMS } from './systems.ts';
import { ensureTools } from './tools/tools.ts';

/** Tools may have to be fetched first. */
const START_WITHIN_MS = 600_000;

/** Tables that a request of a client may write at once, by database. */
const TABLES = {
  orders: ['orders', 'outbox'],
  customers: ['customers', 'address_history', 'outbox'],
} as const;

/** The rungs that a client could tell apart, and the lowest, on which the contract holds as long as nothing breaks. */
const KITCHENS = [
  { side: 'rr', arm: 'naive' },
  { side: 'rr', arm: 'idempotent' },
  { side: 'rr', arm: 'accept-later' },
  { side: 'ed', arm: ARMS.ed },
] as const;

/** What a rung is made of does not depend on where it runs: in containers the top ones are enough. */
const HERE = KITCHENS.filter(({ side, arm }) => !IN_CONTAINERS || arm === ARMS[side]);

describe.each(HERE)('the contract: $side at $arm', ({ side, arm }) => {
  let folder: string;
  let janitor: Janitor;
  let runtime: Runtime;
  let target: ContractTarget;
  let pools: Record<keyof typeof TABLES, Pool>;

  beforeAll(async () => {
    const place = IN_CONTAINERS ? 'compose' : 'local';
    // In containers with every way through a proxy: a client can not tell.
    const hops = IN_CONTAINERS;
    const found = await ensureTools(toolsOfRuntime(place, [side], { hops }), silentProgress);
    const signal = new AbortController().signal;
    const { containers } = await containersOfRuntime(place, [side], silentProgress, signal, { hops });
    const tools = containers === undefined ? found : { ...found, containers };
    folder = await mkdtemp(join(tmpdir(), `contract-${side}-`));
    janitor = await startJanitor();
    runtime = await createRuntime({ side, runFolder: folder, tools, janitor, build: { arm }, hops });
    await runtime.startAll().catch(withDetails);
    const { access } = runtime;
    pools = {
      orders: createPool(access.databaseUrl('orders'), { max: 2 }),
      customers: createPool(access.databaseUrl('customers'), { max: 2 }),
    };
    target = {
      url: runtime.url('gateway'),
      apiKey: access.apiKey,
      features: featuresOf(side, arm),
      countRows,
      slowBank,
      stopPayments: async () => void (await runtime.stop('payments')),
      startPayments: async () => void (await runtime.start('payments')),
    };
  }, START_WITHIN_MS);

  afterAll(async () => {
    await Promise.all(Object.values(pools ?? {}).map((pool) => pool.end()));
    await runtime?.close();
    await janitor?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  async function countRows(): Promise<number> {
    const counts = (['orders', 'customers'] as const).map(async (database) => {
      const all = TABLES[database].filter((table) => side === 'ed' || table !== 'outbox');
      const sum = all.map((table) => `(select count(*) from ${table})`).join(' + ');
      const { rows } = await pools[database].query<{ rows: string }>(`select ${sum} as rows`);
      return Number(rows[0]!.rows);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async function slowBank(latencyMs: number): Promise<void> {
    const { url, token } = runtime.access.bankControl();
    const response = await fetch(`${url}/behaviour`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ latencyMs }),
    });
    if (!response.ok) throw new Error(`the bank's control answered ${response.status}`);
  }

  contractSuite(() => target);

  test('the check before a run: finds nothing wrong', async () => {
    expect(await contractCheck(target)).toEqual([]);
  });

  test('the check before a run, told that it is the other kitchen: finds that wrong', async () => {
    const other = side === 'rr' ? 'ed' : 'rr';
    const features = featuresOf(other, ARMS[other]);
    expect(await contractCheck({ ...target, features })).not.toEqual([]);
  });

  test('every service of the kitchen is ready and speaks metrics with the same names', async () => {
    for (const { role } of SYSTEMS[side].services) {
      expect((await fetch(`${runtime.url(role)}/health/ready`)).status).toBe(200);
      const metrics = await (await fetch(`${runtime.url(role)}/metrics`)).text();
      for (const name of [
        'http_server_request_duration_seconds',
        'messages_consumed_total',
        'orders_total',
      ]) {
        expect(metrics).toContain(`# TYPE ${name} `);
      }
      expect(metrics).toContain(`service="${role}"`);
    }
  });
});

/** So that a test's output shows what the log of a service said. */
function withDetails(error: unknown): never {
  if (!(error instanceof LabError)) throw error;
  throw new Error([error.message, ...error.details].join('\n'), { cause: error });
}
