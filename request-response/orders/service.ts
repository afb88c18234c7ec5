/**
 * Orders: takes an order and sees it through, step by step: reserve, charge, book, confirm. When a step says no, or can
 * not be carried out, what was done before is undone.
 *
 * What a client is told, in every case:
 * - 201: the order is decided. Confirmed, or rejected for a reason of the business, with nothing left to undo.
 * - 202: something is down; the order is accepted, and decided when it is back. Only on the rung `accept-later`.
 * - 503, effect none: it will come to nothing. The decision to undo it is on the disk; the undoing may take longer, and
 *   the order is `rejected`, for the reason `unavailable`, when it is through.
 * - an error with effect unknown: not even that decision could be written. Whoever recovers the order undoes it.
 * Below the rung `idempotent` nobody recovers anything: what can't be undone at once is left hanging.
 */
import {
  keyInProgress,
  keyMismatch,
  type OrdersApi,
  orderView,
  type PlaceOrderCommand,
} from '#shared/contract/api.ts';
import type { PlacedOrder, RejectionReason } from '#shared/domain/order.ts';
import { AppError, asAppError } from '#shared/platform/errors.ts';
import type { CallContext } from '../call.ts';
import type { DeliveryClient } from '../clients/delivery.ts';
import type { PaymentsClient } from '../clients/payments.ts';
import type { StockClient } from '../clients/stock.ts';
import type { OrdersListener } from '../listeners.ts';
import type { AcceptLater } from '../patterns/accept-later.ts';
import { type Compensation, noting } from '../patterns/compensation.ts';
import { inTurns } from '../patterns/recovery.ts';
import type { OrdersStore, StoredOrder } from './store.ts';

/** For all steps of an order together: below the 4 s after which the gateway gives up. */
const CARRY_OUT_WITHIN_MS = 2_800;
/** For undoing an order while its client waits, or in the background. */
const UNDO_WITHIN_MS = 800;
/** For the steps of an order that was accepted before: nobody waits, and the next time is near. */
const CARRY_ON_WITHIN_MS = 1_000;
/** Longer than anybody works on an order, so that only those whose process has died are taken for abandoned. */
const ABANDONED_AFTER_MS = 5_000;
/** Orders that one pass of the recovery takes up. */
const RECOVER_AT_MOST = 100;

export type OrdersParts = {
  store: OrdersStore;
  stock: StockClient;
  payments: PaymentsClient;
  delivery: DeliveryClient;
  /** Undoes steps, the last one first; rejects when one could not be undone yet. */
  compensate(done: readonly Compensation[], context: CallContext): Promise<void>;
  acceptLater: AcceptLater;
  listener: OrdersListener;
  nowMs(): number;
};

/** What else the service does, beside answering. */
export type Recoverable = {
  /**
   * Takes up orders that were left half-way: by a crash of this service, or because something could not be undone when
   * it should have been. They are undone, not completed: nobody waits for them any more. Those that were accepted for
   * later are carried on.
   * @returns how many of those it took up are left still
   */
  recover(): Promise<number>;
  /** Waits for what is being undone in the background, which is bounded. */
  settle(): Promise<void>;
};

type Who = Omit<CallContext, 'deadlineMs'>;
type Refusal = Exclude<RejectionReason, 'unavailable'>;
/** How the steps of an order ended: all done, no from the business, or one of them failed. */
type Ending = { toUndo: readonly Compensation[] } & (
  | { rejectedBecause: Refusal | null }
  | { failure: AppError }
);

export function createOrders(parts: OrdersParts): OrdersApi & Recoverable {
  const { store, stock, payments, delivery, compensate, acceptLater, listener, nowMs } = parts;
  /** What this process is working on: its recovery leaves these orders alone, however long it takes. */
  const beingPlaced = new Set<string>();
  const beingUndone = new Map<string, Promise<unknown>>();

  async function place(command: PlaceOrderCommand) {
    const { order, requestId } = command;
    const who = { requestId, orderId: order.orderId, customerId: order.customerId };
    beingPlaced.add(order.orderId);
    try {
      const { isNew, stored } = await store.place(command);
      if (isNew) listener.placed();
      return orderView(isNew ? await seeThrough(stored, who) : again(stored, command.requestHash));
    } finally {
      beingPlaced.delete(order.orderId);
    }
  }

  async function find(orderId: string) {
    const stored = await store.find(orderId);
    return stored === null ? null : orderView(stored);
  }

  async function seeThrough(order: StoredOrder, who: Who): Promise<StoredOrder> {
    const ending = await carryOut(order, { ...who, deadlineMs: nowMs() + CARRY_OUT_WITHIN_MS });
    if (!('failure' in ending)) return decide(order, who, ending.rejectedBecause, ending.toUndo);
    if (await acceptLater(order.orderId, ending.failure)) return order;
    return giveUp(who, ending.toUndo);
  }

  /** Accepted before: it gets as far as it can now, and is undone only if the business says so. */
  async function carryOn(order: StoredOrder, who: Who): Promise<void> {
    const ending = await carryOut(order, { ...who, deadlineMs: nowMs() + CARRY_ON_WITHIN_MS });
    if ('failure' in ending) throw ending.failure;
    await decide(order, who, ending.rejectedBecause, ending.toUndo);
  }

  /** The steps of an order, until one says no. */
  async function carryOut(order: PlacedOrder, context: CallContext): Promise<Ending> {
    const toUndo: Compensation[] = [];
    try {
      const reservation = await noting(toUndo, stock.release, stock.reserve(order, context));
      if (reservation.outcome === 'rejected') return { rejectedBecause: 'out_of_stock', toUndo };
      const payment = await noting(toUndo, payments.refund, payments.charge(order, context));
      if (payment.outcome === 'declined') return { rejectedBecause: 'payment_declined', toUndo };
      const booking = await noting(toUndo, delivery.cancel, delivery.book(order, context));
      if (booking.outcome === 'refused') return { rejectedBecause: 'no_address', toUndo };
      return { rejectedBecause: null, toUndo };
    } catch (error) {
      const failure = asAppError(error);
      listener.failed(order.orderId, context.requestId, failure);
      return { failure, toUndo };
    }
  }

  function decide(order: StoredOrder, who: Who, no: Refusal | null, toUndo: readonly Compensation[]) {
    return no === null ? confirm(who) : reject(order, who, no, toUndo);
  }

  async function confirm({ orderId, requestId }: Who): Promise<StoredOrder> {
    const confirmed = await store.confirm(orderId);
    if (confirmed === null) throw decidedOtherwise(orderId);
    listener.decided(confirmed, requestId);
    return confirmed;
  }

  /** The business says no: answered when nothing is held any more. */
  async function reject(order: StoredOrder, who: Who, reason: Refusal, toUndo: readonly Compensation[]) {
    if (toUndo.length === 0) return finish(who, reason);
    await decideUndo(who.orderId, reason);
    try {
      return await undo(who, reason, toUndo);
    } catch (error) {
      if (order.acceptedAt !== null) throw error;
      if (await acceptLater(who.orderId, asAppError(error))) return order;
      // The client can't wait any longer: its answer is the 503 from now on, also when it repeats the request later.
      await decideUndo(who.orderId, 'unavailable');
      await letGo(who);
      throw notPossible(error);
    }
  }

  /** The system can't do it: answered when it is certain that nothing will come of it. */
  async function giveUp(who: Who, toUndo: readonly Compensation[]): Promise<never> {
    if (toUndo.length === 0) await finish(who, 'unavailable');
    else {
      await decideUndo(who.orderId, 'unavailable');
      // Not waited for. What fails here has been told to the listener, and is left to the recovery.
      undo(who, 'unavailable', toUndo).catch(() => letGo(who));
    }
    throw notPossible();
  }

  /** Undoes what is held for an order whose undoing is decided, and only then rejects it. */
  function undo(who: Who, reason: RejectionReason, toUndo: readonly Compensation[]): Promise<StoredOrder> {
    const undoing = compensate(toUndo, { ...who, deadlineMs: nowMs() + UNDO_WITHIN_MS })
      .then(() => finish(who, reason))
      .catch((error: unknown) => {
        listener.failed(who.orderId, who.requestId, asAppError(error));
        throw error;
      })
      .finally(() => beingUndone.delete(who.orderId));
    beingUndone.set(who.orderId, undoing);
    return undoing;
  }

  /** To whoever recovers orders first. If this fails, to whoever takes the order for abandoned first. */
  async function letGo({ orderId, requestId }: Who): Promise<void> {
    try {
      await store.letGo([orderId]);
    } catch (error) {
      listener.failed(orderId, requestId, asAppError(error));
    }
  }

  async function decideUndo(orderId: string, because: RejectionReason): Promise<void> {
    if (!(await store.decideUndo(orderId, because))) throw decidedOtherwise(orderId);
  }

  async function finish({ orderId, requestId }: Who, reason: RejectionReason): Promise<StoredOrder> {
    const rejected = await store.reject(orderId, reason);
    if (rejected === null) throw decidedOtherwise(orderId);
    listener.decided(rejected, requestId);
    return rejected;
  }

  async function recoverOne(orderId: string): Promise<void> {
    // What was read may be older than what this process does: an order in its hands is not left half-way.
    if (beingPlaced.has(orderId) || beingUndone.has(orderId)) return;
    const found = await store.find(orderId);
    if (found?.state !== 'placed') return;
    const who = { orderId, customerId: found.customerId, requestId: `recovery-${orderId}` };
    if (found.undoBecause === null && found.acceptedAt !== null) return carryOn(found, who);
    const reason = found.undoBecause ?? 'unavailable';
    if (found.undoBecause === null) await decideUndo(orderId, reason);
    // How far it got nobody knows, and undoing what was never done is harmless.
    const everything = [stock.release, payments.refund, delivery.cancel];
    await undo(who, reason, everything);
  }

  async function settle(): Promise<void> {
    await Promise.allSettled(beingUndone.values());
  }

  const recover = inTurns({
    take(others, most) {
      const except = [...beingPlaced, ...beingUndone.keys(), ...others];
      return store.takeLeftHalfWay({ abandonedAfterMs: ABANDONED_AFTER_MS, except, most });
    },
    ...{ recover: recoverOne, letGo: store.letGo, most: RECOVER_AT_MOST },
  });
  return { place, find, recover, settle };
}

/** The answer to a request that came before: the same as the first time. */
function again(stored: StoredOrder, requestHash: string): StoredOrder {
  if (stored.requestHash !== requestHash) throw keyMismatch();
  if (stored.acceptedAt !== null) return { ...stored, state: 'placed', reason: null, decidedAt: null };
  if ((stored.reason ?? stored.undoBecause) === 'unavailable') throw notPossible();
  if (stored.state === 'placed') throw keyInProgress();
  return stored;
}

const notPossible = (cause?: unknown): AppError =>
  new AppError(
    'unavailable',
    'order_not_possible',
    'The order can not be carried out now; nothing comes of it.',
    { cause, effect: 'none' },
  );

/** Somebody else works on the same rows: then what became of the order is for the client to ask. */
const decidedOtherwise = (orderId: string): AppError =>
  new AppError('internal', 'decided_otherwise', `Order ${orderId} was decided by somebody else meanwhile.`);
