/** Orders as a process of its own, with a Kafka that is not there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import { freePorts } from '../../harness/runtimes/ports.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;

let databases: Databases;
let pool: Pool;
let orders: ChildProcess;
let url: string;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('orders', MIGRATIONS);
  const [port, nobodys] = await freePorts(2);
  url = `http://127.0.0.1:${port}`;
  orders = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    stdio: 'ignore',
    env: {
      PORT: `${port}`,
      HOST: '127.0.0.1',
      DATABASE_URL: pool.options.connectionString,
      KAFKA_BROKERS: `127.0.0.1:${nobodys}`,
    },
  });
}, STARTS_WITHIN_MS);
afterAll(async () => {
  orders.kill('SIGKILL');
  await databases.close();
});

async function place(): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'x-customer-id': 'ann',
    'idempotency-key': randomUUID(),
  };
  const body = JSON.stringify({ lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' });
  const request = fetch(`${url}/orders`, { method: 'POST', headers, body });
  return (await request.catch(() => undefined))?.status; // it does not listen yet
}

test(
  'given no Kafka, then orders are accepted into the outbox, and SIGTERM ends the process in order',
  async () => {
    expect(await waitUntil(place, { timeoutMs: 30_000, everyMs: 100 })).toBe(202);
    const { rows } = await pool.query('select type, published_at from outbox');
    expect(rows).toEqual([{ type: 'OrderPlaced', published_at: null }]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const exited = once(orders, 'exit');
    orders.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  },
  STARTS_WITHIN_MS,
);
