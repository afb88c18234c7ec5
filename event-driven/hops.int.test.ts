/** The kitchen with each of its ways through a proxy, some of them slow or cut: to the bank, to the broker, to a database. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { InForce } from '../harness/faults/fault.ts';
import { cut } from '../harness/faults/hops/cut.ts';
import { slow } from '../harness/faults/hops/slow.ts';
import { hopsOf, SYSTEMS } from '../harness/systems.ts';
import { waitUntil } from '../harness/wait-until.ts';
import {
  DECIDED_WITHIN,
  SERVICES,
  startTestKitchen,
  TEST_WITHIN_MS,
  type TestKitchen,
} from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';

let kitchen: TestKitchen;
beforeAll(async () => {
  kitchen = await startTestKitchen({ hops: true });
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

let inForce: InForce | undefined;
afterEach(async () => {
  // Once more, where a test came to an end before it did.
  await inForce?.heal();
  inForce = undefined;
});

const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
const there = hopsOf(SYSTEMS.ed).filter(({ from }) => from !== 'gateway');

test('given proxies, then each service is told of its own, and of no server itself', () => {
  const { runtime } = kitchen;
  expect(there).toHaveLength(SERVICES.length * 2 + 1);
  for (const { from, to } of there) {
    const environment = readFileSync(`/proc/${runtime.instance(from)!.pid}/environ`, 'utf8');
    expect(environment).toContain(`:${portOf(runtime.hop(from, to).address)}`);
    expect(environment).not.toContain(`:${portOf(new URL(runtime.url(to)).host)}`);
  }
});

/** How long this order had to wait, as its database has it. */
async function waitedMs(orderId: string): Promise<number> {
  const took = 'extract(epoch from decided_at - placed_at) * 1000 as ms';
  const [order] = await kitchen.rows<{ ms: number }>(
    'orders',
    `select ${took} from orders where order_id = $1`,
    [orderId],
  );
  return Number(order!.ms);
}

test.each([
  ['payments', 'bank'],
  ['orders', 'kafka'],
  ['orders', 'postgres'],
] as const)(
  'given the way from %s to %s that is slow, then an order goes through, and later',
  async (role, to) => {
    const { runtime } = kitchen;
    const options = { latencyMs: 300 };
    inForce = await slow.inject({ runtime, role, to, options });
    expect(await inForce.prove()).toEqual([expect.stringMatching(`^${to} answers in .* ms on this way`)]);
    const placed = await kitchen.place();
    expect(await kitchen.decided([placed])).toBe(true);
    expect(await waitedMs(placed)).toBeGreaterThanOrEqual(options.latencyMs);
    expect(await inForce.heal()).toEqual([expect.stringMatching(`^${to} answers in .* ms again$`)]);
    expect(await kitchen.states('orders', 'orders', [placed])).toEqual({ confirmed: 1 });
  },
  TEST_WITHIN_MS,
);

/** What orders has not heard yet that Kafka has taken of these orders. */
const unpublished = (placed: readonly string[]): Promise<object[]> =>
  kitchen.rows('orders', 'select from outbox where published_at is null and key = any($1)', [placed]);

let moved = 0;
/** News of another service are told to a third one: whatever was said before them has had its time. */
async function newsGetAround(): Promise<boolean | undefined> {
  moved += 1;
  const address = `${moved} Other Road`;
  await kitchen.move('ann', address);
  const heard = async () =>
    (await kitchen.rows('delivery', 'select from addresses where address = $1', [address])).length > 0;
  return waitUntil(heard, DECIDED_WITHIN);
}

test.each([
  ['orders', 'kafka', 'both', { inOutbox: 30, arrives: false }],
  ['orders', 'kafka', 'request', { inOutbox: 30, arrives: false }],
  // Over a connection of before: nobody could make use of a new one.
  ['orders', 'kafka', 'answer', { inOutbox: 30, arrives: true }],
  ['stock', 'postgres', 'both', { inOutbox: 0, arrives: false }],
] as const)(
  'given the way from %s to %s that is cut (%s), then what is taken waits; when that is healed, then nothing is lost',
  async (role, to, direction, { inOutbox, arrives }) => {
    const { runtime } = kitchen;
    inForce = await cut.inject({ runtime, role, to, options: { direction } });
    expect(await inForce.prove()).toEqual([expect.stringContaining(`${to} is silent on this way`)]);
    const placed = await Promise.all(Array.from({ length: 30 }, () => kitchen.place()));
    expect(await newsGetAround()).toBe(true);
    const isReserved = async () =>
      Object.keys(await kitchen.states('stock', 'reservations', placed)).length > 0;
    expect(await waitUntil(async () => (await isReserved()) === arrives, DECIDED_WITHIN)).toBe(true);
    const isInOutbox = async () => (await unpublished(placed)).length === inOutbox;
    expect(await waitUntil(isInOutbox, DECIDED_WITHIN)).toBe(true);
    expect(await kitchen.states('orders', 'orders', placed)).toEqual({ placed: 30 });

    await inForce.heal();

    expect(await kitchen.decided(placed)).toBe(true);
    expect(await kitchen.states('orders', 'orders', placed)).toEqual({ confirmed: 30 });
    const everythingSaid = async () => (await unpublished(placed)).length === 0;
    expect(await waitUntil(everythingSaid, DECIDED_WITHIN)).toBe(true);
    const charged = (await kitchen.bankEntries()).filter(
      ({ orderId, outcome }) => placed.includes(orderId) && outcome === 'captured',
    );
    expect(charged.map(({ orderId }) => orderId).sort()).toEqual([...placed].sort());
  },
  TEST_WITHIN_MS,
);
