/** The kitchen with each of its ways through a proxy, and with the way to the broker cut. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test(
  'given proxies, then an order goes through; and when the way to the bank is slow, then later',
  async () => {
    const { runtime } = kitchen;
    const first = await kitchen.place();
    expect(await kitchen.decided([first])).toBe(true);
    const options = { latencyMs: 300 };
    const inForce = await slow.inject({ runtime, role: 'payments', to: 'bank', options });
    await inForce.prove();
    const second = await kitchen.place();
    expect(await kitchen.decided([second])).toBe(true);
    const took = await kitchen.rows<{ ms: number }>(
      'orders',
      'select extract(epoch from decided_at - placed_at) * 1000 as ms from orders where order_id = $1',
      [second],
    );
    expect(Number(took[0]!.ms)).toBeGreaterThanOrEqual(options.latencyMs);
    await inForce.heal();
    expect(await kitchen.states('orders', 'orders', [first, second])).toEqual({ confirmed: 2 });
  },
  TEST_WITHIN_MS,
);

test(
  'given orders that is cut from Kafka, then what it takes waits; when that is healed, then nothing is lost',
  async () => {
    const { runtime } = kitchen;
    const inForce = await cut.inject({ runtime, role: 'orders', to: 'kafka' });
    expect(await inForce.prove()).toEqual([expect.stringContaining('kafka is silent on this way')]);
    const placed = await Promise.all(Array.from({ length: 30 }, () => kitchen.place()));
    expect(await kitchen.states('orders', 'orders', placed)).toEqual({ placed: 30 });
    expect(await kitchen.unpublished('orders')).toBe(30);

    await inForce.heal();

    expect(await kitchen.decided(placed)).toBe(true);
    expect(await kitchen.states('orders', 'orders', placed)).toEqual({ confirmed: 30 });
    const everythingSaid = async () => (await kitchen.unpublished('orders')) === 0;
    expect(await waitUntil(everythingSaid, DECIDED_WITHIN)).toBe(true);
    const charged = (await kitchen.bankEntries()).filter(
      ({ orderId, outcome }) => placed.includes(orderId) && outcome === 'captured',
    );
    expect(charged.map(({ orderId }) => orderId).sort()).toEqual([...placed].sort());
  },
  TEST_WITHIN_MS,
);
