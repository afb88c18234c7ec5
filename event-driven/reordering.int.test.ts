/**
 * What one service is told by several others comes in any order: topics keep theirs, but not among each other. Only what
 * caused something can't come after it, for its own consumer: `PaymentDeclined` reaches stock only because stock had
 * handled `OrderPlaced`. Everything else is tried here, with real servers.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/wait-until.ts';
import { createCustomers } from './customers/service.ts';
import { createStore } from './customers/store.ts';
import { insertOutboxRows } from './patterns/publishing/outbox.ts';
import { createPublishing } from './patterns/publishing/publishing.ts';
import { message } from './testing/given.ts';
import { DECIDED_WITHIN, startTestKitchen, TEST_WITHIN_MS, type TestKitchen } from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';

let kitchen: TestKitchen;
beforeAll(async () => {
  kitchen = await startTestKitchen();
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

const order = { customerId: 'ann', totalCents: 560, cardToken: 'tok_ok', lines: [] };
const published = async (role: 'orders' | 'delivery' | 'payments', orderId: string) =>
  (
    await kitchen.rows<{ type: string }>(role, 'select type from outbox where key = $1 order by id', [
      orderId,
    ])
  ).map(({ type }) => type);
const addressOf = async (orderId: string) =>
  (
    await kitchen.rows<{ address: string }>(
      'delivery',
      'select address from deliveries where order_id = $1',
      [orderId],
    )
  ).map(({ address }) => address);

/** Commits the move as customers does, and dies before it publishes. */
async function moveUnheard(customerId: string, address: string): Promise<void> {
  const pool = kitchen.pool('customers');
  const customers = createCustomers(
    createStore(pool),
    createPublishing(pool, insertOutboxRows, async () => undefined),
  );
  await kitchen.runtime.kill('customers');
  await customers.change({ customerId, name: customerId, address, requestId: 'request' });
}

describe('CustomerChanged late', () => {
  test(
    'given a move that nobody was told of, when an order was booked meanwhile, then the news redirect it',
    async () => {
      await kitchen.decided([await kitchen.place()]); // 1 Road is known to delivery
      await moveUnheard('ann', '2 Road');
      const orderId = await kitchen.place();
      expect(await kitchen.decided([orderId])).toBe(true);
      expect(await addressOf(orderId)).toEqual(['1 Road']);
      await kitchen.runtime.start('customers');
      const redirected = async () => (await addressOf(orderId)).join() === '2 Road';
      expect(await waitUntil(redirected, DECIDED_WITHIN)).toBe(true);
      expect(await published('delivery', orderId)).toEqual(['DeliveryBooked', 'DeliveryRedirected']);
      expect(await kitchen.states('orders', 'orders', [orderId])).toEqual({ confirmed: 1 });
    },
    TEST_WITHIN_MS,
  );

  test(
    'given a customer whom nobody was told of, when an order of theirs is paid, then it is decided, and delivery agrees',
    async () => {
      await moveUnheard('eve', '5 Road');
      const orderId = await kitchen.place({ customerId: 'eve' });
      const paid = async () => (await published('payments', orderId)).includes('PaymentTaken');
      expect(await waitUntil(paid, DECIDED_WITHIN)).toBe(true);
      await kitchen.runtime.start('customers');
      expect(await kitchen.decided([orderId])).toBe(true);
      // In time, or too late: whichever it was, all agree.
      const [{ confirmed = 0, rejected = 0 }, booked] = await Promise.all([
        kitchen.states('orders', 'orders', [orderId]),
        addressOf(orderId),
      ]);
      expect(confirmed + rejected).toBe(1);
      expect(booked).toEqual([confirmed === 1 ? '5 Road' : null]);
    },
    TEST_WITHIN_MS,
  );
});

describe('payments', () => {
  test(
    'given DeliveryRefused before StockReserved, then the order is never charged, and that is said',
    async () => {
      const orderId = randomUUID();
      const refused = message(orderId, { case: 'deliveryRefused', value: { reason: 'no_address' } });
      const reserved = message(orderId, { case: 'stockReserved', value: { order } });
      await kitchen.send(refused);
      expect(await kitchen.handled('payments', refused)).toBe(true);
      await kitchen.send(reserved);
      expect(await kitchen.handled('payments', reserved)).toBe(true);
      expect(await published('payments', orderId)).toEqual(['PaymentDeclined']);
      expect(await kitchen.states('payments', 'payments', [orderId])).toEqual({ declined: 1 });
      const entries = (await kitchen.bankEntries()).filter((entry) => entry.orderId === orderId);
      expect(entries.map(({ outcome }) => outcome)).toEqual(['voided', 'voided']);
    },
    TEST_WITHIN_MS,
  );
});

/** From here on the others are gone, so that what is said about an order is said in the order that the test wants. */
describe('orders', () => {
  beforeAll(async () => {
    for (const role of ['stock', 'payments', 'delivery'] as const) await kitchen.runtime.stop(role);
  }, STARTS_WITHIN_MS);

  const CASES = {
    'DeliveryBooked before PaymentTaken and StockReserved': {
      facts: [
        { case: 'deliveryBooked', value: { address: '1 Road' } },
        { case: 'paymentTaken', value: { customerId: 'ann', chargeId: 'ch_1', amountCents: 560 } },
        { case: 'stockReserved', value: { order } },
      ],
      ends: ['confirmed', 'OrderConfirmed'],
    },
    'PaymentDeclined before StockReserved': {
      facts: [
        { case: 'paymentDeclined', value: { reason: 'declined_by_bank' } },
        { case: 'stockReserved', value: { order } },
      ],
      ends: ['rejected', 'OrderRejected'],
    },
    'DeliveryRefused, and then what it undoes': {
      facts: [
        { case: 'deliveryRefused', value: { reason: 'no_address' } },
        { case: 'paymentRefunded', value: { amountCents: 560 } },
        { case: 'paymentTaken', value: { customerId: 'ann', chargeId: 'ch_1', amountCents: 560 } },
      ],
      ends: ['rejected', 'OrderRejected'],
    },
  } as const;

  test.each(Object.entries(CASES))(
    'given %s, then the order is decided once, and stays so',
    async (_given, { facts, ends: [state, announced] }) => {
      const orderId = await kitchen.place();
      // Each only after the one before it had its effect, or was passed over.
      const last = message(orderId, { case: 'deliveryBooked', value: { address: 'elsewhere' } });
      await kitchen.send(message(orderId, facts[0]));
      expect(await kitchen.decided([orderId])).toBe(true);
      await kitchen.send(...facts.slice(1).map((fact) => message(orderId, fact)), last);
      expect(await kitchen.handled('orders', last)).toBe(true);
      expect(await kitchen.states('orders', 'orders', [orderId])).toEqual({ [state]: 1 });
      expect(await published('orders', orderId)).toEqual(['OrderPlaced', announced]);
    },
    TEST_WITHIN_MS,
  );
});
