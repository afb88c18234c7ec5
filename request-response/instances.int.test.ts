/** A service that runs as several processes: they share the work, one may end or die, and none does another's work. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import {
  type AnotherInstance,
  anotherInstance,
  anotherProcess,
  environmentOf,
} from '../harness/runtimes/testing/another-instance.ts';
import { STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { DONE_WITHIN, type RealKitchen, startKitchen } from './testing/kitchen.ts';

const TEST_WITHIN_MS = 120_000;
const SECRET = 'a secret of the gateway';
const AT_A_TIME = 8;
const BODY = JSON.stringify({ lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' });

let kitchen: RealKitchen;
const others: AnotherInstance[] = [];
beforeAll(async () => {
  kitchen = await startKitchen({ arm: 'idempotent' });
}, STARTS_WITHIN_MS);
afterEach(async () => {
  await kitchen.tellBank({});
  await Promise.all(others.splice(0).map((other) => other.end('SIGKILL')));
});
afterAll(() => kitchen.close());

const bothOf = (role: 'orders' | 'stock', other: AnotherInstance): string =>
  `${kitchen.runtime.url(role)},${other.url}`;

async function another(
  role: 'orders' | 'stock',
  more: Record<string, string> = {},
): Promise<AnotherInstance> {
  const other = await anotherInstance(kitchen.runtime, role, more);
  others.push(other);
  return other;
}

async function gatewayBefore(ordersUrls: string): Promise<AnotherInstance> {
  const { DATABASE_URL: _none, ...environment } = environmentOf(kitchen.runtime, 'orders');
  const gateway = await anotherProcess('shared/gateway/main.ts', {
    ...environment,
    GATEWAY_KEY_SECRET: SECRET,
    ORDERS_URL: ordersUrls,
    CUSTOMERS_URL: kitchen.runtime.url('customers'),
    RATE_LIMIT_PER_SECOND: '100000',
  });
  others.push(gateway);
  return gateway;
}

/** The status of the answer. */
async function placeAt(url: string, key: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    'x-customer-id': 'ann',
    authorization: `Bearer ${signApiKey(SECRET, 'ann')}`,
  };
  const answer = await fetch(`${url}/orders`, { method: 'POST', headers, body: BODY });
  await answer.arrayBuffer();
  return answer.status;
}

const newKeys = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

test(
  'given two of orders and two of stock, when one of each gets SIGTERM while orders come in, then every order is confirmed',
  async () => {
    const secondStock = await another('stock');
    const secondOrders = await another('orders', { STOCK_URL: bothOf('stock', secondStock) });
    const gateway = await gatewayBefore(bothOf('orders', secondOrders));
    const keys = newKeys(400);
    const statuses = new Map<number, number>();
    const waiting = [...keys];
    let exits: Promise<unknown> | undefined;
    const client = async (): Promise<void> => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const status = await placeAt(gateway.url, key);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (waiting.length < 300)
          exits ??= Promise.all([kitchen.runtime.stop('orders'), secondStock.end('SIGTERM')]);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, client));

    expect(await exits).toMatchObject([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    expect([...statuses]).toEqual([[201, 400]]);
    const orders = await kitchen.ordersOf(keys);
    expect(orders.filter(({ state }) => state === 'confirmed')).toHaveLength(400);
    expect(await kitchen.held(orders.map(({ orderId }) => orderId))).toEqual([400, 400, 400, 400]);
    await kitchen.runtime.start('orders');
  },
  TEST_WITHIN_MS,
);

test(
  'given orders in the hands of one process, when another starts and dies, then they are left to it, and only what the dead one had is undone',
  async () => {
    await kitchen.tellBank({ latencyMs: 600 });
    const [mine, others] = [newKeys(10), newKeys(10)];
    const second = await another('orders');
    const placing = mine.map((key) => placeAt(kitchen.runtime.url('orders'), key));
    const lost = others.map((key) => placeAt(second.url, key).catch(() => 0)); // it dies before it can answer
    const areHeld = async (): Promise<boolean> => {
      const ids = (await kitchen.ordersOf([...mine, ...others])).map(({ orderId }) => orderId);
      return (await kitchen.count('stock', 'reservations', ids, 'reserved')) === 20;
    };
    expect(await waitUntil(areHeld, DONE_WITHIN)).toBe(true);
    await second.end('SIGKILL');
    const third = await another('orders');

    expect(new Set(await Promise.all(placing))).toEqual(new Set([201]));
    await Promise.all(lost);
    const ofTheDead = async () => (await kitchen.ordersOf(others)).map(({ state }) => state);
    const areDecided = async () => !(await ofTheDead()).includes('placed');
    expect(await waitUntil(areDecided, DONE_WITHIN)).toBe(true);
    const confirmed = (await kitchen.ordersOf([...mine, ...others])).filter(
      ({ state }) => state === 'confirmed',
    );
    const undone = (await kitchen.ordersOf(others)).filter(({ state }) => state === 'rejected');
    expect(await kitchen.held(undone.map(({ orderId }) => orderId))).toEqual([0, 0, 0, 0]);
    expect(confirmed.length).toBeGreaterThanOrEqual(10);
    expect(await third.end('SIGTERM')).toEqual({ code: 0, signal: null });
  },
  TEST_WITHIN_MS,
);
