import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import { type PlacedOrder, placeOrder } from '#shared/domain/order.ts';
import { AppError } from '#shared/platform/errors.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { acceptLater } from '../patterns/accept-later.ts';
import { createStore, MIGRATIONS, type OrdersStore } from './store.ts';

const STARTS_WITHIN_MS = 60_000;
const LONG_AGO_MS = 60_000;
const away = new AppError('unavailable', 'payments_unreachable', 'away');

let databases: Databases;
let pool: Pool;
let store: OrdersStore;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('orders', MIGRATIONS);
  store = createStore(pool);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());
beforeEach(() => pool.query('delete from orders'));

function command(customerId = 'ann', idempotencyKey = 'key-1'): PlaceOrderCommand {
  const lines = [{ sku: 'juice', quantity: 2 }];
  const order = placeOrder(randomUUID(), { customerId, lines, cardToken: 'tok_visa' }) as PlacedOrder;
  return { order, idempotencyKey, requestHash: 'hash', requestId: 'r' };
}

async function placed(): Promise<string> {
  const { stored } = await store.place(command());
  return stored.orderId;
}

describe('the store of orders', () => {
  test('a new order: found again as it was placed', async () => {
    const { isNew, stored } = await store.place(command());

    expect(isNew).toBe(true);
    expect(await store.find(stored.orderId)).toEqual(stored);
    expect(stored).toMatchObject({ state: 'placed', totalCents: 840, undoBecause: null });
  });

  test('one key ten times at once: one order; the same key of another customer: another one', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => store.place(command())));

    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(all.map(({ stored }) => stored.orderId)).size).toBe(1);
    expect((await store.place(command('bob'))).isNew).toBe(true);
  });

  test('confirmed: it can neither be undone nor rejected', async () => {
    const orderId = await placed();

    expect(await store.confirm(orderId)).toMatchObject({ state: 'confirmed', reason: null });
    expect(await store.decideUndo(orderId, 'unavailable')).toBe(false);
    expect(await store.reject(orderId, 'unavailable')).toBeNull();
    expect(await store.find(orderId)).toMatchObject({ state: 'confirmed', undoBecause: null });
  });

  test('being undone: placed until it is rejected for the reason of its undoing, and never confirmed', async () => {
    const orderId = await placed();

    expect(await store.decideUndo(orderId, 'payment_declined')).toBe(true);
    expect(await store.confirm(orderId)).toBeNull();
    expect(await store.find(orderId)).toMatchObject({ state: 'placed' });
    expect(await store.reject(orderId, 'unavailable')).toMatchObject({
      state: 'rejected',
      reason: 'payment_declined',
    });
  });

  test('accepted for later: left at once, and undone for a reason of the business only', async () => {
    const orderId = await placed();

    expect(await acceptLater(pool)(orderId, new AppError('conflict', 'already_undone', 'no'))).toBe(false);
    expect(await acceptLater(pool)(orderId, away)).toBe(true);
    expect(await take({ abandonedAfterMs: LONG_AGO_MS })).toEqual([orderId]);
    expect(await store.find(orderId)).toMatchObject({ acceptedAt: expect.any(Date) });
    expect(await store.decideUndo(orderId, 'unavailable')).toBe(false);
    expect(await store.decideUndo(orderId, 'no_address')).toBe(true);
  });

  test('being undone because something was away: not accepted any more', async () => {
    const orderId = await placed();

    await store.decideUndo(orderId, 'unavailable');
    expect(await acceptLater(pool)(orderId, away)).toBe(false);
  });

  test('left half-way: what was let go, and what was in hand for too long; not what is new, decided or to be left alone', async () => {
    const [letGo, fresh, decided, alone] = await placedWith('a', 'b', 'c', 'd');
    await store.letGo([letGo!, decided!, alone!]);
    await store.confirm(decided!);

    expect(await take({ abandonedAfterMs: LONG_AGO_MS, except: [alone!] })).toEqual([letGo]);
    expect(await take({ abandonedAfterMs: 0, except: [alone!] })).toEqual([letGo, fresh].sort());
  });

  test('left half-way, while its undoing is decided, but it is in hand: not taken by somebody else', async () => {
    const [orderId] = await placedWith('a');
    await store.decideUndo(orderId!, 'unavailable');

    expect(await take({ abandonedAfterMs: LONG_AGO_MS })).toEqual([]);
    await store.letGo([orderId!]);
    expect(await take({ abandonedAfterMs: LONG_AGO_MS })).toEqual([orderId]);
  });

  test('another has taken it up meanwhile: whoever had it before does not let go of it', async () => {
    const [orderId] = await placedWith('a');
    const another = createStore(pool);
    await another.takeLeftHalfWay({ abandonedAfterMs: 0, except: [], most: 10 });

    await store.letGo([orderId!]);
    await acceptLater(pool)(orderId!, away);
    expect(await take({ abandonedAfterMs: LONG_AGO_MS })).toEqual([]);
    await another.letGo([orderId!]);
    expect(await take({ abandonedAfterMs: LONG_AGO_MS })).toEqual([orderId]);
  });

  test('two take what is left at the same moment: each order is taken by one of them', async () => {
    const all = await placedWith(...Array.from({ length: 40 }, (_none, index) => `key-${index}`));
    await store.letGo(all);

    const taken = await Promise.all(
      [1, 2, 3, 4].map(() => take({ abandonedAfterMs: LONG_AGO_MS, most: 20 })),
    );
    const rest = await take({ abandonedAfterMs: LONG_AGO_MS, most: 100 });
    expect([...taken.flat(), ...rest].sort()).toEqual(all.toSorted());
  });
});

const placedWith = (...keys: string[]): Promise<string[]> =>
  Promise.all(keys.map(async (key) => (await store.place(command('ann', key))).stored.orderId));

const take = async (options: {
  abandonedAfterMs: number;
  except?: string[];
  most?: number;
}): Promise<string[]> => (await store.takeLeftHalfWay({ except: [], most: 10, ...options })).sort();
