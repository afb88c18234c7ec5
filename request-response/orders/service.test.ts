import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import { placeOrder } from '#shared/domain/order.ts';
import { AppError } from '#shared/platform/errors.ts';
import { compensate } from '../patterns/compensation.ts';
import { createOrders, type OrdersParts } from './service.ts';
import type { OrdersStore, StoredOrder } from './store.ts';

const unreachable = new AppError('unavailable', 'payments_circuit_open', 'down', { effect: 'none' });
const noAnswer = new AppError('timeout', 'payments_timeout', 'no answer', { effect: 'unknown' });
const databaseLost = new AppError('unavailable', 'database_unavailable', 'gone', { effect: 'unknown' });

/** Rows in memory, with the same guards as the statements of store.ts. */
function createRows() {
  const rows = new Map<string, StoredOrder>();
  const change = (orderId: string, may: (row: StoredOrder) => boolean, changes: Partial<StoredOrder>) => {
    const row = rows.get(orderId);
    if (row?.state !== 'placed' || !may(row)) return null;
    const changed = { ...row, ...changes };
    rows.set(orderId, changed);
    return changed;
  };
  const store: OrdersStore = {
    async place({ order, requestHash, idempotencyKey }) {
      const earlier = rows.get(`key ${idempotencyKey}`);
      if (earlier !== undefined) return { isNew: false, stored: rows.get(earlier.orderId)! };
      const undecided = { state: 'placed', reason: null, decidedAt: null, undoBecause: null } as const;
      const stored = { ...order, ...undecided, placedAt: new Date(0), requestHash };
      rows.set(order.orderId, stored).set(`key ${idempotencyKey}`, stored);
      return { isNew: true, stored };
    },
    find: async (orderId) => rows.get(orderId) ?? null,
    confirm: async (orderId) =>
      change(orderId, (row) => row.undoBecause === null, { state: 'confirmed', decidedAt: new Date(1) }),
    decideUndo: async (orderId, because) => change(orderId, () => true, { undoBecause: because }) !== null,
    reject: async (orderId, reason) =>
      change(orderId, () => true, {
        state: 'rejected',
        reason: rows.get(orderId)?.undoBecause ?? reason,
        decidedAt: new Date(1),
      }),
    leftHalfWay: async ({ except, most }) =>
      [...rows.entries()]
        .filter(([id, row]) => id === row.orderId && row.state === 'placed' && !except.includes(id))
        .map(([, row]) => row)
        .slice(0, most),
  };
  return { rows, store };
}

let nextId = 0;
function command(key = 'key-1', hash = 'hash-1'): PlaceOrderCommand {
  nextId += 1;
  const orderId = `00000000-0000-4000-8000-${String(nextId).padStart(12, '0')}`;
  const order = placeOrder(orderId, {
    customerId: 'ann',
    lines: [{ sku: 'juice', quantity: 2 }],
    cardToken: 'tok_visa',
  });
  if ('code' in order) throw new Error(order.code);
  return { order, idempotencyKey: key, requestHash: hash, requestId: 'r' };
}

/** What each step answers; an Error is thrown, and a function is called first. */
type Answers = Partial<Record<'reserve' | 'charge' | 'book' | 'release' | 'refund' | 'cancel', unknown>>;

let did: string[];
beforeEach(() => {
  did = [];
});

function given(answers: Answers, more: Partial<OrdersStore> = {}) {
  const { rows, store } = createRows();
  const step =
    (name: keyof Answers, usual: unknown) =>
    async (about: unknown): Promise<never> => {
      did.push(name);
      const answer = name in answers ? answers[name] : usual;
      const result = typeof answer === 'function' ? await answer(about) : answer;
      if (result instanceof Error) throw result;
      return result as never;
    };
  const counted = { placed: 0 };
  const listener = {
    placed: () => {
      counted.placed += 1;
    },
    decided: () => undefined,
    failed: () => undefined,
  };
  const parts: OrdersParts = {
    store: { ...store, ...more },
    stock: { reserve: step('reserve', { outcome: 'reserved' }), release: step('release', undefined) },
    payments: { charge: step('charge', { outcome: 'captured' }), refund: step('refund', undefined) },
    delivery: { book: step('book', { outcome: 'booked' }), cancel: step('cancel', undefined) },
    compensate,
    listener,
    nowMs: () => 0,
  };
  return { orders: createOrders(parts), rows, answers, store, counted };
}

const notPossible = { code: 'order_not_possible', effect: 'none', kind: 'unavailable' };

describe('orders', () => {
  test('every step done: confirmed, and counted once however often it is asked for', async () => {
    const { orders, counted } = given({});

    expect(await orders.place(command())).toMatchObject({ state: 'confirmed', reason: null });
    expect(did).toEqual(['reserve', 'charge', 'book']);
    await orders.place(command());
    expect(counted.placed).toBe(1);
  });

  test.each([
    ['out_of_stock', { reserve: { outcome: 'rejected' } }, ['reserve']],
    ['payment_declined', { charge: { outcome: 'declined' } }, ['reserve', 'charge', 'release']],
    ['no_address', { book: { outcome: 'refused' } }, ['reserve', 'charge', 'book', 'refund', 'release']],
  ])('%s: rejected, and what was done is undone, the last step first', async (reason, answers, steps) => {
    const { orders } = given(answers);

    expect(await orders.place(command())).toMatchObject({ state: 'rejected', reason });
    expect(did).toEqual(steps);
  });

  test('payments certainly not reached: refused; the stock is released, payments are left alone', async () => {
    const { orders, rows } = given({ charge: unreachable });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    await orders.settle();
    expect(did).toEqual(['reserve', 'charge', 'release']);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('payments may have charged: the charge is undone, too', async () => {
    const { orders } = given({ charge: noAnswer });

    await expect(orders.place(command())).rejects.toMatchObject(notPossible);
    await orders.settle();
    expect(did).toEqual(['reserve', 'charge', 'refund', 'release']);
  });

  test('refused: the decision is kept before anything is undone, and the client does not wait for the undoing', async () => {
    let letGo = (): void => undefined;
    const { orders, rows } = given({
      charge: noAnswer,
      refund: () => new Promise<void>((resolve) => (letGo = resolve)),
    });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });
    letGo();
    await orders.settle();
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('the decision to undo can not be written: nothing is promised, and nothing undone', async () => {
    const { orders } = given(
      { charge: unreachable },
      {
        decideUndo: async () => {
          throw databaseLost;
        },
      },
    );

    await expect(orders.place(command())).rejects.toMatchObject({ effect: 'unknown' });
    expect(did).toEqual(['reserve', 'charge']);
  });

  test('the order can not be kept: no step is begun', async () => {
    const { orders } = given(
      {},
      {
        place: async () => {
          throw databaseLost;
        },
      },
    );

    await expect(orders.place(command())).rejects.toMatchObject({ effect: 'unknown' });
    expect(did).toEqual([]);
  });

  test('declined, but the stock can not be released: refused now and whenever it is asked again', async () => {
    const { orders, rows, answers } = given({ charge: { outcome: 'declined' }, release: noAnswer });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });
    await expect(orders.place(command())).rejects.toMatchObject(notPossible);

    answers.release = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
    await expect(orders.place(command())).rejects.toMatchObject(notPossible);
  });

  test('the same key again: the same order, and no step is repeated', async () => {
    const { orders } = given({});
    const first = await orders.place(command());

    expect(await orders.place(command())).toEqual(first);
    expect(did).toEqual(['reserve', 'charge', 'book']);
  });

  test('the same key with another body: told apart', async () => {
    const { orders } = given({});
    await orders.place(command());

    await expect(orders.place(command('key-1', 'hash-2'))).rejects.toMatchObject({ kind: 'mismatch' });
  });

  test('the same key while the first request is under way: told to wait; the recovery leaves it alone', async () => {
    let letGo = (_answer: object): void => undefined;
    const { orders } = given({ charge: () => new Promise((resolve) => (letGo = resolve)) });
    const first = orders.place(command());
    while (!did.includes('charge')) await Promise.resolve();

    await expect(orders.place(command())).rejects.toMatchObject({ kind: 'in_progress' });
    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['reserve', 'charge']);
    letGo({ outcome: 'captured' });
    expect(await first).toMatchObject({ state: 'confirmed' });
  });
});

describe('recovery', () => {
  test('it has read an order that was then decided, or is in hand: it leaves both alone', async () => {
    let seen: StoredOrder[] = [];
    let letGo = (_answer: object): void => undefined;
    const { orders, rows } = given(
      { charge: () => new Promise((resolve) => (letGo = resolve)) },
      { leftHalfWay: async () => seen },
    );
    const placing = orders.place(command());
    while (!did.includes('charge')) await Promise.resolve();
    seen = [...rows.values()];

    expect(await orders.recover()).toBe(0);
    letGo({ outcome: 'captured' });
    await placing;
    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['reserve', 'charge', 'book']);
  });

  /** An order as a crash leaves it: kept, and in nobody's hands. */
  async function givenLeftHalfWay(answers: Answers, undoBecause: StoredOrder['undoBecause'] = null) {
    const kitchen = given(answers);
    const { order, requestHash } = command();
    kitchen.rows.set(order.orderId, {
      ...order,
      state: 'placed',
      reason: null,
      undoBecause,
      placedAt: new Date(0),
      decidedAt: null,
      requestHash,
    });
    return { ...kitchen, orderId: order.orderId };
  }

  test('left by a crash: everything that may have been done is undone, the last step first', async () => {
    const { orders, rows, orderId } = await givenLeftHalfWay({});

    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['cancel', 'refund', 'release']);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('left while it was being undone for a reason of the business: rejected for that reason', async () => {
    const { orders, rows, orderId } = await givenLeftHalfWay({}, 'payment_declined');

    await orders.recover();
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'payment_declined' });
  });

  test('payments are still down: the rest is undone, the order stays undecided until the next time', async () => {
    const { orders, rows, orderId, answers } = await givenLeftHalfWay({ refund: unreachable });

    expect(await orders.recover()).toBe(1);
    expect(did).toEqual(['cancel', 'refund', 'release']);
    expect(rows.get(orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });

    answers.refund = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected' });
  });

  test('more orders that can not be undone than one pass takes: a newer one that can has its turn, and then all again', async () => {
    let stuck = new Set<unknown>();
    const { orders, rows, store } = given({
      release: (orderId: unknown) => (stuck.has(orderId) ? unreachable : undefined),
    });
    for (let index = 0; index <= 100; index += 1) {
      const left = command(`key-${index}`);
      await store.place(left);
      await store.decideUndo(left.order.orderId, 'unavailable');
      if (index < 100) stuck.add(left.order.orderId);
    }
    const newest = [...rows.values()].at(-1)!.orderId;

    expect(await orders.recover()).toBe(100);
    expect(rows.get(newest)).toMatchObject({ state: 'placed' });
    expect(await orders.recover()).toBe(100);
    expect(rows.get(newest)).toMatchObject({ state: 'rejected' });

    stuck = new Set();
    expect(await orders.recover()).toBe(0);
    expect(
      new Set([...rows.entries()].filter(([id]) => !id.startsWith('key')).map(([, row]) => row.state)),
    ).toEqual(new Set(['rejected']));
  });
});
