/** For tests of orders: rows in memory, the services that it calls as a test has them answer, and orders to place. */
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import { type PlacedOrder, placeOrder } from '#shared/domain/order.ts';
import { AppError } from '#shared/platform/errors.ts';
import { createOrders, type OrdersParts } from '../orders/service.ts';
import type { OrdersStore, StoredOrder } from '../orders/store.ts';
import { type AcceptLater, acceptNothing } from '../patterns/accept-later.ts';
import { tellsThatItIsDown } from '../patterns/breaker.ts';
import { compensate } from '../patterns/compensation.ts';

export const unreachable = new AppError('unavailable', 'payments_circuit_open', 'down', { effect: 'none' });
export const noAnswer = new AppError('timeout', 'payments_timeout', 'no answer', { effect: 'unknown' });

/** What each step answers; an Error is thrown, and a function is called first. */
export type Answers = Partial<
  Record<'reserve' | 'charge' | 'book' | 'release' | 'refund' | 'cancel', unknown>
>;

/** Orders whose steps answer so, and go well where nothing is said of them; what can't be carried out now is refused. */
export function given(answers: Answers, more: Partial<OrdersStore> = {}, acceptsLater = false) {
  const { rows, store, acceptLater } = createRows();
  const did: string[] = [];
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
    acceptLater: acceptsLater ? acceptLater : acceptNothing,
    listener,
    nowMs: () => 0,
  };
  return { orders: createOrders(parts), rows, answers, store, did, counted };
}

let nextId = 0;

/** A new order of ann, with this key. */
export function command(key = 'key-1', hash = 'hash-1'): PlaceOrderCommand {
  nextId += 1;
  const order = placeOrder(`00000000-0000-4000-8000-${String(nextId).padStart(12, '0')}`, {
    customerId: 'ann',
    lines: [{ sku: 'juice', quantity: 2 }],
    cardToken: 'tok_visa',
  }) as PlacedOrder;
  return { order, idempotencyKey: key, requestHash: hash, requestId: 'r' };
}

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
      const undecided = {
        state: 'placed',
        reason: null,
        decidedAt: null,
        undoBecause: null,
        acceptedAt: null,
      } as const;
      const stored = { ...order, ...undecided, placedAt: new Date(0), requestHash };
      rows.set(order.orderId, stored).set(`key ${idempotencyKey}`, stored);
      return { isNew: true, stored };
    },
    find: async (orderId) => rows.get(orderId) ?? null,
    confirm: async (orderId) =>
      change(orderId, (row) => row.undoBecause === null, { state: 'confirmed', decidedAt: new Date(1) }),
    decideUndo: async (orderId, because) =>
      change(orderId, (row) => because !== 'unavailable' || row.acceptedAt === null, {
        undoBecause: because,
      }) !== null,
    reject: async (orderId, reason) =>
      change(orderId, () => true, {
        state: 'rejected',
        reason: rows.get(orderId)?.undoBecause ?? reason,
        decidedAt: new Date(1),
      }),
    takeLeftHalfWay: async ({ except, most }) =>
      [...rows.entries()]
        .filter(([id, row]) => id === row.orderId && row.state === 'placed' && !except.includes(id))
        .map(([id]) => id)
        .slice(0, most),
    letGo: async () => undefined,
  };
  const acceptLater: AcceptLater = async (orderId, failure) =>
    tellsThatItIsDown(failure) &&
    change(orderId, (row) => row.undoBecause !== 'unavailable', { acceptedAt: new Date(1) }) !== null;
  return { rows, store, acceptLater };
}
