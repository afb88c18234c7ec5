import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Pool, transaction } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Fact } from '../events.ts';
import type { Incoming } from '../patterns/receiving/handling.ts';
import { messagesOf, react } from '../patterns/receiving/reactions.ts';
import { incoming } from '../testing/given.ts';
import { createDelivery } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const STARTS_WITHIN_MS = 60_000;
const BOUND = { timeoutMs: 10_000, everyMs: 10 };

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('delivery', MIGRATIONS);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());
beforeEach(() => pool.query('truncate deliveries, addresses, waiting_for_address'));

const delivery = createDelivery(createStore());

/** Reacts to these facts in one transaction; returns the types of what is announced, by order. */
async function when(...facts: [key: string, fact: Fact][]): Promise<[string, string][]> {
  return handle(...facts.map(([key, fact]) => incoming(key, fact)));
}

async function handle(...batch: Incoming[]): Promise<[string, string][]> {
  const { messages } = await transaction(pool, (connection) => react(delivery.reactions)(batch, connection));
  return messages.map(({ key, type }) => [key, type]);
}

async function settleOverdue(readingNewsForMs = 60_000): Promise<[string, string][]> {
  const announcements = await transaction(pool, (connection) =>
    delivery.settleOverdue(connection, () => readingNewsForMs),
  );
  return messagesOf(announcements).map(({ key, type }) => [key, type]);
}
const letTimePass = () => pool.query(`update waiting_for_address set since = since - interval '1 minute'`);

const paid = (customerId: string): Fact => ({
  case: 'paymentTaken',
  value: { customerId, chargeId: 'ch_1', amountCents: 560 },
});
const moved = (version: number, address: string | null): Fact => ({
  case: 'customerChanged',
  value: { customerId: 'ann', name: 'Ann', version, ...(address === null ? {} : { address }) },
});

const BEFORE_MS = Date.now() - 60_000;
const late = (version: number, address: string | null, sinceMs: number) =>
  incoming('ann', moved(version, address), sinceMs);

async function addressOf(orderId: string): Promise<unknown> {
  const { rows } = await pool.query('select address, state from deliveries where order_id = $1', [orderId]);
  return rows;
}

describe('the address view', () => {
  test('an older version never overwrites a newer one', async () => {
    await when(['ann', moved(2, '2 Road')]);
    await when(['ann', moved(1, '1 Road')]);
    const orderId = randomUUID();
    expect(await when([orderId, paid('ann')])).toEqual([[orderId, 'DeliveryBooked']]);
    expect(await addressOf(orderId)).toEqual([{ address: '2 Road', state: 'booked' }]);
  });

  test('news and an order in one batch: the news count', async () => {
    const orderId = randomUUID();
    expect(await when([orderId, paid('ann')], ['ann', moved(1, '1 Road')])).toEqual([
      [orderId, 'DeliveryBooked'],
    ]);
  });

  test('a customer whose address is gone is refused at once', async () => {
    await when(['ann', moved(1, null)]);
    const orderId = randomUUID();
    expect(await when([orderId, paid('ann')])).toEqual([[orderId, 'DeliveryRefused']]);
  });
});

describe('news that arrive late', () => {
  async function bookedTo(address: string): Promise<string> {
    const orderId = randomUUID();
    await when(['ann', moved(1, address)], [orderId, paid('ann')]);
    return orderId;
  }

  test('given a booking made since the move, then it is redirected, once', async () => {
    const orderId = await bookedTo('1 Road');
    expect(await handle(late(2, '2 Road', BEFORE_MS))).toEqual([[orderId, 'DeliveryRedirected']]);
    expect(await addressOf(orderId)).toEqual([{ address: '2 Road', state: 'booked' }]);
    expect(await handle(late(3, '2 Road', BEFORE_MS))).toEqual([]);
  });

  test('given a booking made before the move, then it stays', async () => {
    const orderId = await bookedTo('1 Road');
    expect(await handle(late(2, '2 Road', Date.now() + 1_000))).toEqual([]);
    expect(await addressOf(orderId)).toEqual([{ address: '1 Road', state: 'booked' }]);
  });

  test('given an older move that comes after a newer one, then it leads to where the newer one does', async () => {
    const orderId = await bookedTo('1 Road');
    await handle(late(3, '3 Road', Date.now() + 1_000));
    expect(await handle(late(2, '2 Road', BEFORE_MS))).toEqual([[orderId, 'DeliveryRedirected']]);
    expect(await addressOf(orderId)).toEqual([{ address: '3 Road', state: 'booked' }]);
  });

  test('given a customer who has no address any more, then what is booked stays', async () => {
    const orderId = await bookedTo('1 Road');
    expect(await handle(late(2, null, BEFORE_MS))).toEqual([]);
    expect(await addressOf(orderId)).toEqual([{ address: '1 Road', state: 'booked' }]);
  });

  test('given a customer who had no address for a while, then what was booked meanwhile goes to the next one', async () => {
    const before = await bookedTo('1 Road');
    await pool.query(`update deliveries set created_at = created_at - interval '2 minutes'`);
    const orderId = await bookedTo('1 Road');
    await handle(late(2, null, BEFORE_MS));
    expect(await handle(late(3, '3 Road', Date.now() + 1_000))).toEqual([[orderId, 'DeliveryRedirected']]);
    expect(await addressOf(orderId)).toEqual([{ address: '3 Road', state: 'booked' }]);
    expect(await addressOf(before)).toEqual([{ address: '1 Road', state: 'booked' }]);
  });

  test('given that the news of having none came last, then it leads to the next one all the same', async () => {
    const orderId = await bookedTo('1 Road');
    expect(await handle(late(3, '3 Road', Date.now() + 1_000))).toEqual([]);
    expect(await handle(late(2, null, BEFORE_MS))).toEqual([[orderId, 'DeliveryRedirected']]);
    expect(await addressOf(orderId)).toEqual([{ address: '3 Road', state: 'booked' }]);
  });

  test('given an order that waited and was booked to an old address, then it is redirected, too', async () => {
    const orderId = randomUUID();
    await when([orderId, paid('ann')]);
    await when(['ann', moved(1, '1 Road')]);
    expect(await handle(late(2, '2 Road', BEFORE_MS))).toEqual([[orderId, 'DeliveryRedirected']]);
  });
});

async function isSomebodyWaiting(): Promise<boolean> {
  const { rowCount } = await pool.query(`select from pg_stat_activity where wait_event_type = 'Lock'`);
  return rowCount! > 0;
}

describe('two processes', () => {
  test('one books to an address while the other handles the move: the move waits, and finds the booking', async () => {
    await when(['ann', moved(1, '1 Road')]);
    const orderId = randomUUID();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: booked, resolve: book } = Promise.withResolvers<void>();
    const booking = transaction(pool, async (connection) => {
      await react(delivery.reactions)([incoming(orderId, paid('ann'))], connection);
      book();
      await held;
    });
    await booked;
    const moving = handle(late(2, '2 Road', BEFORE_MS));
    expect(await waitUntil(isSomebodyWaiting, BOUND)).toBe(true);
    letGo();
    await booking;
    expect(await moving).toEqual([[orderId, 'DeliveryRedirected']]);
  });
});

describe('two processes, each with the news of a customer to whom the other books', () => {
  test('many times at once: neither is sent back by the database because they wait for each other', async () => {
    const news = (customerId: string, version: number): Fact => ({
      case: 'customerChanged',
      value: { customerId, name: customerId, version, address: `${version} Road` },
    });
    await when(['ann', news('ann', 1)], ['bob', news('bob', 1)]);
    const inTurns = async (moves: string, books: string): Promise<void> => {
      for (let version = 2; version < 100; version += 1) {
        await when([moves, news(moves, version)], [randomUUID(), paid(books)]);
      }
    };
    await Promise.all([inTurns('ann', 'bob'), inTurns('bob', 'ann')]);
    const { rowCount } = await pool.query('select from deliveries');
    expect(rowCount).toBe(2 * 98);
  });
});

describe('an order of a customer never heard of', () => {
  test('waits, and is booked when the news arrive', async () => {
    const orderId = randomUUID();
    expect(await when([orderId, paid('ann')])).toEqual([]);
    expect(await settleOverdue()).toEqual([]);
    expect(await when(['ann', moved(1, '1 Road')])).toEqual([[orderId, 'DeliveryBooked']]);
    await letTimePass();
    expect(await settleOverdue()).toEqual([]);
  });

  test('is refused when they do not', async () => {
    const orderId = randomUUID();
    await when([orderId, paid('ann')]);
    await letTimePass();
    expect(await settleOverdue()).toEqual([[orderId, 'DeliveryRefused']]);
    expect(await when(['ann', moved(1, '1 Road')])).toEqual([]);
    expect(await addressOf(orderId)).toEqual([{ address: null, state: 'refused' }]);
  });

  test('waits on when its service has only just begun to read the news', async () => {
    const orderId = randomUUID();
    await when([orderId, paid('ann')]);
    await letTimePass();
    expect(await settleOverdue(1_000)).toEqual([]);
    expect(await when(['ann', moved(1, '1 Road')])).toEqual([[orderId, 'DeliveryBooked']]);
  });

  test('is booked soon when the news came unseen, whoever reads them, and however short it has waited', async () => {
    const orderId = randomUUID();
    await when([orderId, paid('ann')]);
    await pool.query(`insert into addresses values ('ann', '1 Road', 1, now())`);
    expect(await settleOverdue(0)).toEqual([[orderId, 'DeliveryBooked']]);
  });

  test('is refused alone: another of the same customer that has not waited for so long waits on', async () => {
    const [overdue, fresh] = [randomUUID(), randomUUID()];
    await when([overdue, paid('ann')]);
    await letTimePass();
    await when([fresh, paid('ann')]);
    expect(await settleOverdue()).toEqual([[overdue, 'DeliveryRefused']]);
    expect(await when(['ann', moved(1, '1 Road')])).toEqual([[fresh, 'DeliveryBooked']]);
  });
});
