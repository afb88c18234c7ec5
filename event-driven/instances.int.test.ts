/** Every service runs as two processes that share a database and a consumer group; the first of each is killed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AnotherInstance, anotherInstance } from '../harness/runtimes/testing/another-instance.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { decode } from './events.ts';
import { connectKafka } from './kafka.ts';
import {
  DECIDED_WITHIN,
  SERVICES,
  startTestKitchen,
  TEST_WITHIN_MS,
  type TestKitchen,
} from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';
import { silentLog } from './testing/silent.ts';

let kitchen: TestKitchen;
const seconds = new Map<string, AnotherInstance>();
beforeAll(async () => {
  kitchen = await startTestKitchen();
  await Promise.all(
    SERVICES.map(async (role) => seconds.set(role, await anotherInstance(kitchen.runtime, role))),
  );
}, STARTS_WITHIN_MS);
afterAll(async () => {
  await Promise.all([...seconds.values()].map((second) => second.end('SIGKILL')));
  await kitchen.close();
});

/** Placed at the second process of orders. */
async function placeAtSecond(): Promise<string> {
  const answer = await fetch(`${seconds.get('orders')!.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-customer-id': 'ann', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' }),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { orderId: string }).orderId;
}

/** Told to this process of customers; false when it is not there. */
async function moveAt(url: string, customerId: string, address: string): Promise<boolean> {
  const answer = await fetch(`${url}/customers/${customerId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-customer-id': customerId },
    body: JSON.stringify({ name: customerId, address }),
  }).catch(() => null); // killed
  return answer?.ok === true;
}

const allPublished = (role: (typeof SERVICES)[number]): Promise<true | undefined> =>
  waitUntil(async () => (await kitchen.unpublished(role)) === 0, DECIDED_WITHIN);

/** The versions of a customer in the order in which the topic has them first. */
async function versionsInTopic(customerId: string, count: number): Promise<number[]> {
  const versions = new Set<number>();
  const kafka = connectKafka({
    brokers: kitchen.runtime.access.kafkaBrokers(),
    clientId: 'test',
    log: silentLog,
    fail: (error) => {
      throw error;
    },
  });
  const consumer = kafka.consumer({
    group: `test-${randomUUID()}`,
    topics: ['customers'],
    commit: 'after-work',
    async handle(messages) {
      for (const { bytes } of messages) {
        const { fact } = decode(bytes);
        if (fact.case === 'customerChanged' && fact.value.customerId === customerId)
          versions.add(fact.value.version);
      }
      return [];
    },
  });
  consumer.start();
  await waitUntil(() => versions.size >= count, DECIDED_WITHIN);
  await consumer.stop();
  return [...versions];
}

test(
  'given a customer who moves at one process and at the other in turn, when the first is killed, then all moves are published, in their order',
  async () => {
    const urls = [kitchen.runtime.url('customers'), seconds.get('customers')!.url];
    let moves = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      if (turn === 30) await kitchen.runtime.kill('customers');
      if (await moveAt(urls[turn % 2]!, 'bob', `${turn} Road`)) moves += 1;
    }
    expect(moves).toBe(45);
    expect(await allPublished('customers')).toBe(true);
    expect(await versionsInTopic('bob', moves)).toEqual(
      Array.from({ length: moves }, (_none, index) => index + 1),
    );
  },
  TEST_WITHIN_MS,
);

test(
  'given orders placed at both processes, when the first of each service is killed, then every order is decided, once, and all is published',
  async () => {
    const { runtime, states } = kitchen;
    const placed: Promise<string>[] = [];
    for (let count = 0; count < 60; count += 1) placed.push(kitchen.place(), placeAtSecond());
    await Promise.race(placed);
    for (const role of ['stock', 'payments', 'delivery', 'orders'] as const) await runtime.kill(role);
    // A client of the process that was killed tries again until it is there again.
    await runtime.start('orders');
    const orderIds = await Promise.all(placed);

    expect(await kitchen.decided(orderIds)).toBe(true);
    expect(await states('orders', 'orders', orderIds)).toEqual({ confirmed: 120 });
    expect(await states('stock', 'reservations', orderIds)).toEqual({ reserved: 120 });
    expect(await states('payments', 'payments', orderIds)).toEqual({ captured: 120 });
    expect(await states('delivery', 'deliveries', orderIds)).toEqual({ booked: 120 });
    for (const role of SERVICES) expect(await allPublished(role)).toBe(true);
    const charges = (await kitchen.bankEntries()).filter(({ outcome }) => outcome === 'captured');
    expect(charges).toHaveLength(120);
  },
  TEST_WITHIN_MS,
);
