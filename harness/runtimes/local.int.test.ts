import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool } from '#shared/platform/postgres.ts';
import { LabError } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import type { ServiceDescription, ServiceRole, SystemDescription } from '../systems.ts';
import { ensureTools, type Tools } from '../tools/tools.ts';
import { waitUntil } from '../wait-until.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { createLocalRuntime } from './local.ts';
import { isFree } from './ports.ts';
import { readStat } from './processes/process-table.ts';
import { findMarked } from './processes/sweep.ts';
import type { Exit, Runtime } from './runtime.ts';

const BOUND = { timeoutMs: 20_000, everyMs: 20 };
const fake = (role: ServiceRole, more: Partial<ServiceDescription> = {}): ServiceDescription => ({
  role,
  entry: 'harness/runtimes/testing/fake-service.ts',
  database: false,
  kafka: false,
  calls: [],
  ...more,
});
const SYSTEM: SystemDescription = {
  side: 'rr',
  name: 'fake',
  infrastructure: ['postgres'],
  services: [fake('gateway', { calls: ['orders'] }), fake('orders', { database: true }), fake('bank')],
};

let temporary: string;
let janitor: Janitor;
let tools: Pick<Tools, 'postgres'>;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'runtime-'));
  janitor = await startJanitor();
  tools = await ensureTools(['postgres'], silentProgress);
});
afterAll(async () => {
  await janitor.close();
  rmSync(temporary, { recursive: true, force: true });
});

const create = (name: string, system: SystemDescription): Promise<Runtime> =>
  createLocalRuntime({ side: 'rr', runFolder: join(temporary, name), tools, janitor, system });

describe('local runtime', () => {
  let kitchen: Runtime;
  beforeAll(async () => {
    kitchen = await create('kitchen', SYSTEM);
    await kitchen.startAll();
  }, 60_000);
  afterAll(() => kitchen.close());

  test('started: every role has a process, and each service knows no more than it needs', async () => {
    expect(
      ['postgres', 'gateway', 'orders', 'bank'].map((role) => kitchen.instance(role as never)?.generation),
    ).toEqual([1, 1, 1, 1]);
    const environment = async (role: ServiceRole) =>
      (await (await fetch(`${kitchen.url(role)}/environment`)).json()) as Record<string, string>;
    const [gateway, orders, bank] = await Promise.all(
      (['gateway', 'orders', 'bank'] as const).map(environment),
    );
    expect(gateway).toMatchObject({
      ORDERS_URL: kitchen.url('orders'),
      GATEWAY_KEY_SECRET: expect.any(String),
    });
    expect(gateway).not.toHaveProperty('DATABASE_URL');
    expect(orders).toMatchObject({ DATABASE_URL: kitchen.access.databaseUrl('orders') });
    expect(orders).not.toHaveProperty('GATEWAY_KEY_SECRET');
    expect(bank).toMatchObject({ BANK_LEDGER_FILE: kitchen.access.bankLedgerFile() });
    expect(bank).not.toHaveProperty('JEST_WORKER_ID');
  });

  test('killed and started again: proven by the signal, then a new process on the same address', async () => {
    const address = kitchen.url('orders');
    const before = kitchen.instance('orders')!;
    const cpuMs = kitchen.sample().get('orders')!.cpuMs;

    const exit = await kitchen.kill('orders');

    expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(kitchen.instance('orders')).toBeUndefined();
    await expect(fetch(address)).rejects.toThrow();
    const after = await kitchen.start('orders');
    expect(after).toMatchObject({ role: 'orders', generation: 2 });
    expect(after.pid).not.toBe(before.pid);
    expect((await fetch(address)).status).toBe(200);
    expect(kitchen.url('orders')).toBe(address);
    expect(kitchen.sample().get('orders')!.cpuMs).toBeGreaterThanOrEqual(cpuMs);
    // Both generations write to the same log.
    expect(await kitchen.tail('orders', 10)).toHaveLength(2);
  }, 60_000);

  test('stopped: it ends by itself, and nobody is told of an unexpected exit', async () => {
    const unexpected: string[] = [];
    kitchen.onUnexpectedExit((role) => unexpected.push(role));
    expect(await kitchen.stop('bank')).toMatchObject({ code: 0, signal: null });
    await kitchen.start('bank');
    expect(unexpected).toEqual([]);
  }, 60_000);

  test('paused: in state T, takes connections, and answers once it is resumed', async () => {
    const { pid } = kitchen.instance('gateway')!;
    const { hostname, port } = new URL(kitchen.url('gateway'));
    await kitchen.pause('gateway');
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.0\r\n\r\n');
    expect(readStat(pid)?.state).toBe('T');
    expect(socket.bytesRead).toBe(0);

    await kitchen.resume('gateway');

    expect(readStat(pid)?.state).not.toBe('T');
    expect(String((await once(socket, 'data'))[0])).toContain('200 OK');
    socket.destroy();
  }, 60_000);

  test('paused and stopped: it is woken first', async () => {
    await kitchen.pause('gateway');
    expect(await kitchen.stop('gateway')).toMatchObject({ code: 0 });
    await kitchen.start('gateway');
  }, 60_000);

  test('a role that ends by itself: the listener hears of it', async () => {
    const heard = new Promise<[string, Exit]>((resolve) =>
      kitchen.onUnexpectedExit((role, exit) => resolve([role, exit])),
    );
    await fetch(`${kitchen.url('bank')}/die`).catch(() => undefined); // the answer dies with it
    expect(await heard).toEqual(['bank', { code: 7, signal: null, atMs: expect.any(Number) }]);
    await kitchen.start('bank');
  }, 60_000);

  test('PostgreSQL killed and started again: what was committed is there', async () => {
    const url = kitchen.access.databaseUrl('orders');
    const pool = createPool(url);
    await pool.query('create table plates (n int); insert into plates values (7)');
    await kitchen.kill('postgres');
    await expect(pool.query('select 1')).rejects.toThrow();
    await kitchen.start('postgres');
    expect((await pool.query('select n from plates')).rows).toEqual([{ n: 7 }]);
    await pool.end();
    expect(readFileSync(kitchen.logFile('postgres'), 'utf8')).toContain('was not properly shut down');
  }, 60_000);

  test('PostgreSQL with a wrong password, or none: refused', async () => {
    const url = new URL(kitchen.access.databaseUrl('orders'));
    for (const password of ['', 'kitchen']) {
      url.password = password;
      const pool = createPool(url.href);
      await expect(pool.query('select 1')).rejects.toThrow(/password/);
      await pool.end();
    }
  });
});

describe('local runtime, at its end', () => {
  test('closed, twice, with a paused role: no process, no port, no data', async () => {
    const kitchen = await create('closed', SYSTEM);
    await kitchen.startAll();
    await kitchen.pause('orders');
    const [marker] = Object.entries(janitor.marker).map(([name, value]) => `${name}=${value}`);
    const mine = new Set(
      (['postgres', 'gateway', 'orders', 'bank'] as const).map((role) => kitchen.instance(role)!.pid),
    );
    const ports = (['gateway', 'orders', 'bank'] as const).map((role) =>
      Number(new URL(kitchen.url(role)).port),
    );
    const data = join(temporary, 'closed', 'data');
    expect(existsSync(data)).toBe(true);

    await Promise.all([kitchen.close(), kitchen.close()]);

    expect(findMarked(marker!).filter(({ pid, parent }) => mine.has(pid) || mine.has(parent))).toEqual([]);
    expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual([true, true, true]);
    expect(existsSync(data)).toBe(false);
  }, 60_000);

  test('closed while it is being started: the start fails, and nothing is left', async () => {
    const kitchen = await create('hasty', SYSTEM);
    const starting = kitchen.startAll().then(
      () => 'started',
      (error: unknown) => error,
    );
    const marker = Object.entries(janitor.marker).map(([name, value]) => `${name}=${value}`)[0]!;
    const data = join(temporary, 'hasty', 'data');
    await waitUntil(() => existsSync(data), BOUND);

    await kitchen.close();

    expect(await starting).toBeInstanceOf(LabError);
    expect(findMarked(marker)).toEqual([]);
    expect(existsSync(data)).toBe(false);
  }, 60_000);

  test('a service that ends while starting: says which, why, and the last lines of its log', async () => {
    const broken = fake('bank', { entry: 'harness/runtimes/testing/broken-service.ts' });
    const kitchen = await create('broken', { ...SYSTEM, services: [fake('gateway', { calls: [] }), broken] });
    const error = await kitchen.startAll().catch((thrown: unknown) => thrown as LabError);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      message: expect.stringContaining('bank ended while it was starting (exit code 3)'),
      details: ['the oven is cold'],
    });
    const { pid } = kitchen.instance('gateway')!;
    await kitchen.close();
    expect(await waitUntil(() => readStat(pid) === undefined, BOUND)).toBe(true);
  }, 60_000);
});
