/** All services together with real servers: every one of them is killed in the middle, and poison lies in between. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import type { Runtime } from '../harness/runtimes/runtime.ts';
import type { ServiceRole } from '../harness/systems.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { connectKafka } from './kafka.ts';
import { message } from './testing/given.ts';
import { STARTS_WITHIN_MS, testRuntime } from './testing/runtime.ts';
import { silentLog } from './testing/silent.ts';

const CONSUMERS = ['orders', 'stock', 'payments', 'delivery'] as const;
const SERVICES = [...CONSUMERS, 'customers'] as const;
/** A killed member of a group is missed only when its session has run out; twice, where a kill meets a rejoin. */
const DECIDED_WITHIN = { timeoutMs: 90_000, everyMs: 100 };
const TEST_WITHIN_MS = 120_000;

let runtime: Runtime;
const pools = new Map<ServiceRole, Pool>();

beforeAll(async () => {
  runtime = await testRuntime([...SERVICES, 'bank']);
  await runtime.startAll();
  for (const role of SERVICES) pools.set(role, createPool(runtime.access.databaseUrl(role), { max: 2 }));
  await put('/customers/ann', { name: 'Ann', address: '1 Road' });
}, STARTS_WITHIN_MS);
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await runtime.close();
});

const as = (customerId: string) => ({ 'content-type': 'application/json', 'x-customer-id': customerId });

async function put(path: string, body: unknown): Promise<void> {
  const url = `${runtime.url('customers')}${path}`;
  const response = await fetch(url, { method: 'PUT', headers: as('ann'), body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

/** Places an order, again and again with the same key until it is accepted, as a client does whose server dies. */
async function place(cardToken = 'tok_ok'): Promise<string> {
  const headers = { ...as('ann'), 'idempotency-key': randomUUID() };
  const body = JSON.stringify({ lines: [{ sku: 'juice', quantity: 1 }], cardToken });
  const orderId = await waitUntil(
    async () => {
      const request = fetch(`${runtime.url('orders')}/orders`, { method: 'POST', headers, body });
      const response = await request.catch(() => undefined); // killed, or not there yet
      return response?.status === 202 ? ((await response.json()) as { orderId: string }).orderId : undefined;
    },
    { timeoutMs: 30_000, everyMs: 50 },
  );
  expect(orderId).toBeDefined();
  return orderId!;
}

async function rows<Row>(role: ServiceRole, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await pools.get(role)!.query(text, values)).rows as Row[];
}

/** Rows of these orders by state; each order once. */
async function states(role: ServiceRole, table: string, orderIds: string[]): Promise<Record<string, number>> {
  const found = await rows<{ order_id: string; state: string }>(
    role,
    `select order_id, state from ${table} where order_id = any($1::uuid[])`,
    [orderIds],
  );
  expect(new Set(found.map(({ order_id }) => order_id)).size).toBe(found.length);
  return Object.fromEntries(
    [...Map.groupBy(found, ({ state }) => state)].map(([state, ofState]) => [state, ofState.length]),
  );
}

const undecided = async (orderIds: string[]) => (await states('orders', 'orders', orderIds)).placed ?? 0;

async function unpublished(role: ServiceRole): Promise<number> {
  return (await rows(role, 'select from outbox where published_at is null')).length;
}

describe('the kitchen', () => {
  test(
    'given each service killed while orders come in, then every order is decided, once, and all is published',
    async () => {
      const placed: Promise<string>[] = [];
      const killedAndBack: Promise<unknown>[] = [];
      for (const role of CONSUMERS) {
        for (let count = 0; count < 30; count += 1)
          placed.push(place(count % 10 === 0 ? 'tok_declined' : 'tok_ok'));
        // In the middle: as soon as some of them, not all, are through.
        await Promise.race(placed.slice(-30));
        await runtime.kill(role);
        killedAndBack.push(runtime.start(role));
      }
      await Promise.all(killedAndBack);
      const orderIds = await Promise.all(placed);

      expect(await waitUntil(async () => (await undecided(orderIds)) === 0, DECIDED_WITHIN)).toBe(true);
      expect(await states('orders', 'orders', orderIds)).toEqual({ confirmed: 108, rejected: 12 });
      expect(await states('delivery', 'deliveries', orderIds)).toEqual({ booked: 108 });
      expect(await states('payments', 'payments', orderIds)).toEqual({ captured: 108, declined: 12 });
      const settled = async () => {
        const { released, reserved } = await states('stock', 'reservations', orderIds);
        return released === 12 && reserved === 108;
      };
      expect(await waitUntil(settled, DECIDED_WITHIN)).toBe(true);
      for (const role of SERVICES) {
        expect(await waitUntil(async () => (await unpublished(role)) === 0, DECIDED_WITHIN)).toBe(true);
      }
      const ledger = await readFile(await runtime.access.bankLedgerFile(), 'utf8');
      const captured = ledger.split('\n').filter((line) => line.includes('"outcome":"captured"'));
      expect(captured).toHaveLength(108);
    },
    TEST_WITHIN_MS,
  );

  test(
    'given poison between good messages, then it becomes a dead letter, and its neighbours are decided',
    async () => {
      const poison = randomUUID();
      const kafka = connectKafka({
        brokers: runtime.access.kafkaBrokers(),
        clientId: 'test',
        log: silentLog,
        fail: (error) => {
          throw error;
        },
      });
      const producer = kafka.producer();
      const reserved = message(poison, { case: 'stockReserved', value: {} });
      const before = await place();
      await producer.send([
        { ...reserved, payload: Buffer.from([0xff, 0xff]) },
        // An event, but without its order; and of a key that is parked by now.
        reserved,
      ]);
      const after = await place();
      await producer.disconnect();

      const letters = () =>
        rows<{ headers: { because: string }; published: boolean }>(
          'payments',
          `select headers, published_at is not null as published from outbox where topic = 'payments.dead-letters'`,
        );
      const buried = async () => (await letters()).filter(({ published }) => published).length === 2;
      expect(await waitUntil(buried, DECIDED_WITHIN)).toBe(true);
      expect((await letters()).map(({ headers }) => headers.because)).toEqual(['undecodable', 'key_parked']);
      expect(await waitUntil(async () => (await undecided([before, after])) === 0, DECIDED_WITHIN)).toBe(
        true,
      );
    },
    TEST_WITHIN_MS,
  );
});
