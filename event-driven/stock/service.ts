/**
 * Stock: holds portions for an order, all lines or none.
 *
 *   on OrderPlaced                      → StockReserved | StockRejected
 *   on PaymentDeclined, DeliveryRefused → StockReleased
 */
import { type Available, reserve as reservePortions } from '#shared/domain/stock.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { because, type EventOf } from '../events.ts';
import { type Announcement, type Reaction, required, when } from '../patterns/receiving/reactions.ts';
import type { Reservation, StockStore } from './store.ts';

type OrderPlaced = EventOf<'orderPlaced'>;
type Undoing = EventOf<'paymentDeclined' | 'deliveryRefused'>;

export function createStock(store: StockStore): { reactions: Reaction[]; compensations: Reaction[] } {
  async function reserve(events: OrderPlaced[], connection: Connection): Promise<Announcement[]> {
    const available = await store.lockPortions(connection);
    const { left, reservations, announcements } = decideReservations(events, available);
    await store.saveReservations(connection, left, reservations);
    return announcements;
  }

  /** Nothing is held for an order that was never reserved, or was released before: then nothing is announced. */
  async function release(events: Undoing[], connection: Connection): Promise<Announcement[]> {
    const released = await store.release(
      connection,
      events.map(({ orderId }) => orderId),
    );
    return events
      .filter(({ orderId }) => released.delete(orderId))
      .map((event) => ({ origin: because(event), fact: { case: 'stockReleased', value: {} } }));
  }

  return {
    reactions: [when(['orderPlaced'], reserve)],
    compensations: [when(['paymentDeclined', 'deliveryRefused'], release)],
  };
}

/** Decides reservations one after the other, each with what the ones before it left. */
export function decideReservations(events: readonly OrderPlaced[], available: Available) {
  const left = new Map(available);
  const reservations: Reservation[] = [];
  const announcements: Announcement[] = [];
  for (const event of events) {
    const order = orderIn(event);
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const decision = reservePortions(left, lines);
    reservations.push({ orderId: event.orderId, lines, state: decision.outcome });
    if (decision.outcome === 'reserved') {
      for (const [sku, portions] of decision.left) left.set(sku, portions);
      announcements.push({ origin: because(event), fact: { case: 'stockReserved', value: { order } } });
    } else {
      const { missingSku } = decision;
      announcements.push({ origin: because(event), fact: { case: 'stockRejected', value: { missingSku } } });
    }
  }
  return { left, reservations, announcements };
}

const orderIn = (event: OrderPlaced) => required(event.fact.value.order, 'order');
