/**
 * Each rung of the ladder, with real servers, and with processes that die at the place where it hurts: what the rung below
 * loses, doubles or is stuck with, and this one does not.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import type { Failpoint } from '#shared/platform/failpoints.ts';
import { waitUntil } from '../harness/wait-until.ts';
import type { Arm } from './ladder.ts';
import { message } from './testing/given.ts';
import {
  DECIDED_WITHIN,
  SERVICES,
  startTestKitchen,
  TEST_WITHIN_MS,
  type TestKitchen,
} from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';
import { TOPIC_PARTITIONS } from './topics.ts';

type Places = Partial<Record<(typeof SERVICES)[number], Failpoint>>;

let kitchen: TestKitchen;

/** A kitchen at this rung for the tests of one `describe`, each of its services with at most one place to die. */
function kitchenAt(arm: Arm, failpoints: Places): void {
  beforeAll(async () => {
    kitchen = await startTestKitchen({ build: { arm, failpoints } });
  }, STARTS_WITHIN_MS);
  afterAll(() => kitchen.close());
}

const captures = async (orderId: string): Promise<number> =>
  (await kitchen.bankEntries()).filter((entry) => entry.orderId === orderId && entry.outcome === 'captured')
    .length;

const counted = async (role: 'stock' | 'payments' | 'delivery', table: string, orderId: string) =>
  (await kitchen.rows(role, `select from ${table} where order_id = $1`, [orderId])).length;

const stateOf = async (orderId: string): Promise<string> =>
  Object.keys(await kitchen.states('orders', 'orders', [orderId])).join();

/** Where in its topic lies what is about this order. */
const partitionOf = (orderId: string): number =>
  Partitioners.DefaultPartitioner()({
    topic: 'orders',
    partitionMetadata: Array.from({ length: TOPIC_PARTITIONS.get('orders')! }, (_, partitionId) => ({
      ...{ partitionId, leader: 1, partitionErrorCode: 0 },
      ...{ replicas: [1], isr: [1] },
    })),
    message: { key: orderId, value: null },
  });

/** Places orders until each partition has one; whoever decides these has been past everything before them. */
async function placeInAllPartitions(): Promise<string[]> {
  const placed: string[] = [];
  while (new Set(placed.map(partitionOf)).size < TOPIC_PARTITIONS.get('orders')!)
    placed.push(await kitchen.place());
  return placed;
}

/** An order that stock can't make anything of; returns its partition. */
async function poisonStock(): Promise<number> {
  const orderId = randomUUID();
  await kitchen.send(message(orderId, { case: 'orderPlaced', value: {} }));
  return partitionOf(orderId);
}

describe('naive', () => {
  kitchenAt('naive', { payments: 'after-charge-before-record' });

  test(
    'killed with the answer of the bank in hand: the order is charged, and nobody will ever know',
    async () => {
      const lost = await kitchen.place();
      expect(await kitchen.diedAndBack('payments')).toBe(true);
      expect(await kitchen.decided(await placeInAllPartitions())).toBe(true);
      expect(await stateOf(lost)).toBe('placed');
      expect(await counted('payments', 'payments', lost)).toBe(0);
      expect(await captures(lost)).toBe(1);
    },
    TEST_WITHIN_MS,
  );

  test(
    'poison: is lost, and nobody waits for it',
    async () => {
      await poisonStock();
      expect(await kitchen.decided(await placeInAllPartitions())).toBe(true);
    },
    TEST_WITHIN_MS,
  );
});

const REDELIVERED = { stock: 'before-offset-commit', payments: 'after-charge-before-record' } as const;

/** Until everything that comes twice has come twice. */
async function redelivered(expected: { reservations: number; captures: number; deliveries: number }) {
  const orderId = await kitchen.place();
  expect(await kitchen.diedAndBack('payments')).toBe(true);
  expect(await kitchen.diedAndBack('stock')).toBe(true);
  expect(await kitchen.decided([orderId])).toBe(true);
  expect(await stateOf(orderId)).toBe('confirmed');
  const count = async () => ({
    reservations: await counted('stock', 'reservations', orderId),
    captures: await captures(orderId),
    deliveries: await counted('delivery', 'deliveries', orderId),
  });
  const all = async () => JSON.stringify(await count()) === JSON.stringify(expected);
  await waitUntil(all, DECIDED_WITHIN);
  expect(await kitchen.decided(await placeInAllPartitions())).toBe(true);
  expect(await count()).toEqual(expected);
}

describe('at-least-once', () => {
  kitchenAt('at-least-once', REDELIVERED);

  test(
    'killed with the answer of the bank in hand, and before offsets were committed: nothing is lost, all is doubled',
    // Charged for the message that it died over, for the same again, and for the one of the second reservation.
    () => redelivered({ reservations: 2, captures: 3, deliveries: 2 }),
    TEST_WITHIN_MS,
  );
});

describe('idempotent', () => {
  kitchenAt('idempotent', REDELIVERED);

  test(
    'killed with the answer of the bank in hand, and before offsets were committed: everything happens once',
    () => redelivered({ reservations: 1, captures: 1, deliveries: 1 }),
    TEST_WITHIN_MS,
  );

  test(
    'poison: comes again for ever, and what lies behind it waits; other partitions go on',
    async () => {
      const blocked = await poisonStock();
      const placed = [...(await placeInAllPartitions()), ...(await placeInAllPartitions())];
      const others = placed.filter((orderId) => partitionOf(orderId) !== blocked);
      const behind = placed.filter((orderId) => partitionOf(orderId) === blocked);
      expect(await kitchen.decided(others)).toBe(true);
      expect(await kitchen.states('orders', 'orders', behind)).toEqual({ placed: behind.length });
      expect(await kitchen.states('stock', 'reservations', behind)).toEqual({});
    },
    TEST_WITHIN_MS,
  );
});

const UNPUBLISHED = { orders: 'before-publish', stock: 'after-commit' } as const;

/** Two orders: of one the first event is committed when its service dies, of the other the second. */
async function diedUnpublished(...alsoDying: (typeof SERVICES)[number][]) {
  const placing = kitchen.place();
  expect(await kitchen.diedAndBack('orders')).toBe(true);
  // The client asked again with the same key, and was told that the order is placed.
  const unheard = await placing;
  const unreserved = await kitchen.place();
  for (const role of ['stock', ...alsoDying] as const) expect(await kitchen.diedAndBack(role)).toBe(true);
  expect(await kitchen.decided(await placeInAllPartitions())).toBe(true);
  return { unheard, unreserved };
}

describe('dead-letters', () => {
  kitchenAt('dead-letters', UNPUBLISHED);

  test(
    'killed between a commit and its publication: the event is lost, and its order stays as it is',
    async () => {
      const { unheard, unreserved } = await diedUnpublished();
      expect(await kitchen.states('orders', 'orders', [unheard, unreserved])).toEqual({ placed: 2 });
      expect(await kitchen.states('stock', 'reservations', [unheard, unreserved])).toEqual({ reserved: 1 });
      expect(await captures(unreserved)).toBe(0);
    },
    TEST_WITHIN_MS,
  );

  test(
    'poison: is put aside, and what lies behind it is decided',
    async () => {
      await poisonStock();
      expect(await kitchen.decided(await placeInAllPartitions())).toBe(true);
      const parked = await kitchen.rows('stock', 'select because from parked_keys');
      expect(parked).toEqual([{ because: 'incomplete_event' }]);
    },
    TEST_WITHIN_MS,
  );
});

describe('outbox', () => {
  // Every place to die that there is.
  kitchenAt('outbox', {
    ...UNPUBLISHED,
    payments: 'after-charge-before-record',
    delivery: 'before-offset-commit',
    customers: 'after-publish-before-mark',
  });

  test(
    'killed at every place: no event is lost, and each order is confirmed, charged and delivered once',
    async () => {
      expect(await kitchen.diedAndBack('customers')).toBe(true);
      const { unheard, unreserved } = await diedUnpublished('payments', 'delivery');
      const orderIds = [unheard, unreserved];
      expect(await kitchen.decided(orderIds)).toBe(true);
      expect(await kitchen.states('orders', 'orders', orderIds)).toEqual({ confirmed: 2 });
      expect(await kitchen.states('stock', 'reservations', orderIds)).toEqual({ reserved: 2 });
      expect(await kitchen.states('payments', 'payments', orderIds)).toEqual({ captured: 2 });
      expect(await kitchen.states('delivery', 'deliveries', orderIds)).toEqual({ booked: 2 });
      for (const orderId of orderIds) expect(await captures(orderId)).toBe(1);
      for (const role of SERVICES) {
        const allPublished = async () => (await kitchen.unpublished(role)) === 0;
        expect(await waitUntil(allPublished, DECIDED_WITHIN)).toBe(true);
      }
    },
    TEST_WITHIN_MS,
  );
});
