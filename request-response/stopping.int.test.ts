/** SIGTERM in the middle of work, and when whom one waits for hangs. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import type { Runtime } from '../harness/runtimes/runtime.ts';
import { partOfKitchen, STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { waitUntil } from '../harness/wait-until.ts';

/** As an order goes through them: whoever is called ends after its caller. */
const SERVICES = ['gateway', 'orders', 'stock', 'payments', 'delivery', 'customers'] as const;
const BOUND = { timeoutMs: 30_000, everyMs: 20 };
const TEST_WITHIN_MS = 120_000;

let runtime: Runtime;
let pool: Pool;
beforeAll(async () => {
  runtime = await partOfKitchen('rr', [...SERVICES, 'bank']);
  await runtime.startAll();
  pool = createPool(runtime.access.databaseUrl('stock'), { max: 1 });
  await send('PUT', '/customers/ann', { name: 'Ann', address: '1 Road' });
}, STARTS_WITHIN_MS);
afterEach(async () => {
  await runtime.resume('bank');
  for (const role of SERVICES) await runtime.start(role);
}, STARTS_WITHIN_MS);
/** Whatever an earlier test has left: breakers closed, and orders are served. */
beforeEach(async () => {
  expect(await waitUntil(async () => (await place()) === 201, BOUND)).toBe(true);
}, TEST_WITHIN_MS);
afterAll(async () => {
  await pool.end();
  await runtime.close();
});

function send(method: string, path: string, body: object): Promise<Response> {
  const headers = {
    authorization: `Bearer ${runtime.access.apiKey('ann')}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  return fetch(`${runtime.url('gateway')}${path}`, { method, headers, body: JSON.stringify(body) });
}

/** The status; 0 when the gateway took the connection no more. */
const place = (): Promise<number> =>
  send('POST', '/orders', { lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' }).then(
    ({ status }) => status,
    () => 0,
  );

/** Ends all services at once; one that is not done within its bound ends itself with 1, the runtime, later, with SIGKILL. */
async function endInOrderAndInTime(): Promise<void> {
  const exits = await Promise.all(
    SERVICES.map(async (role) => {
      const { code, signal } = await runtime.stop(role);
      return { role, code, signal };
    }),
  );
  expect(exits).toEqual(SERVICES.map((role) => ({ role, code: 0, signal: null })));
}

test(
  'given orders under way, when all services get SIGTERM, then each ends in order and in time, and nobody is told anything odd',
  async () => {
    const placed = Array.from({ length: 100 }, place);
    await Promise.race(placed);
    await endInOrderAndInTime();
    const odd = (await Promise.all(placed)).filter((status) => ![0, 201, 202, 503, 504].includes(status));
    expect(odd).toEqual([]);
  },
  TEST_WITHIN_MS,
);

test(
  'given a bank that hangs, then whoever waits for it ends in order and in time as well',
  async () => {
    await runtime.pause('bank');
    const before = await reservations();
    const placed = place();
    expect(await waitUntil(async () => (await reservations()) > before, BOUND)).toBe(true);
    await endInOrderAndInTime();
    expect([0, 202, 503, 504]).toContain(await placed);
  },
  TEST_WITHIN_MS,
);

async function reservations(): Promise<number> {
  return (await pool.query('select 1 from reservations')).rowCount ?? 0;
}
