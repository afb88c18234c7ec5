/**
 * Delivery: books a paid order to the address that the customer has. Addresses are its own copy, fed by `customers`, so
 * that nobody has to be asked.
 *
 *   on CustomerChanged → the address view, never older over newer; DeliveryRedirected
 *   on PaymentTaken    → DeliveryBooked | DeliveryRefused
 */
import { book as bookDelivery } from '#shared/domain/delivery.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { because, type EventOf } from '../events.ts';
import { type Announcement, type Reaction, when } from '../patterns/receiving/reactions.ts';
import type { CustomerAddress, Delivery, DeliveryStore, PaidOrder, Redirected } from './store.ts';

type CustomerChanged = EventOf<'customerChanged'>;
type PaymentTaken = EventOf<'paymentTaken'>;
type Heard = EventOf<'customerChanged' | 'paymentTaken'>;
type News = CustomerAddress & { event: CustomerChanged };

/** A customer unheard of may be one whose news is still on its way on another topic: so long an order waits for it. */
const WAIT_FOR_ADDRESS_MS = 2_000;

export function createDelivery(store: DeliveryStore): {
  reactions: Reaction[];
  /**
   * Books what waits although the news have come, and refuses what has waited long enough. Only who has read the news of
   * that customer for as long may refuse: for others they may lie unread.
   */
  settleOverdue(
    connection: Connection,
    readingNewsForMs: (customerId: string) => number,
  ): Promise<Announcement[]>;
} {
  async function handle(events: Heard[], connection: Connection): Promise<Announcement[]> {
    const changed = events.filter(isChanged);
    const paid = events.filter(isPaid);
    if (changed.length === 0) return book(paid, connection);
    const customers = events.map(({ fact }) => fact.value.customerId);
    await store.lockAddresses(connection, customers);
    const moved = await move(changed, connection);
    return paid.length === 0 ? moved : [...moved, ...(await book(paid, connection))];
  }

  async function move(events: CustomerChanged[], connection: Connection): Promise<Announcement[]> {
    const moved = newest(events);
    await store.saveAddresses(connection, moved);
    const redirected = await store.redirect(connection, moved);
    const arrived = await store.takeWaiting(
      connection,
      moved.map(({ customerId }) => customerId),
    );
    return [...announceRedirected(redirected, moved), ...(await settle(connection, arrived))];
  }

  async function book(events: PaymentTaken[], connection: Connection): Promise<Announcement[]> {
    const paid = events.map(paidOrderOf);
    const known = await store.addressesOf(
      connection,
      paid.map(({ customerId }) => customerId),
    );
    const { deliveries, announcements, unknown } = decideBookings(paid, known);
    await store.saveDeliveries(connection, deliveries);
    await store.saveWaiting(connection, unknown);
    return announcements;
  }

  async function settleOverdue(
    connection: Connection,
    readingNewsForMs: (customerId: string) => number,
  ): Promise<Announcement[]> {
    const customers = (await store.settleable(connection, WAIT_FOR_ADDRESS_MS))
      .filter(({ customerId, isKnown }) => isKnown || readingNewsForMs(customerId) >= WAIT_FOR_ADDRESS_MS)
      .map(({ customerId }) => customerId);
    if (customers.length === 0) return [];
    // First, as whoever handles their news does: those who wait for each other would wait for ever.
    await store.addressesOf(connection, customers);
    return settle(connection, await store.takeSettleable(connection, customers, WAIT_FOR_ADDRESS_MS));
  }

  /** Books what has an address by now, and refuses the rest. */
  async function settle(connection: Connection, waiting: readonly PaidOrder[]): Promise<Announcement[]> {
    if (waiting.length === 0) return [];
    const customers = waiting.map(({ customerId }) => customerId);
    const nowhere = customers.map((customerId) => [customerId, null] as const);
    const known = new Map([...nowhere, ...(await store.addressesOf(connection, customers))]);
    const { deliveries, announcements } = decideBookings(waiting, known);
    await store.saveDeliveries(connection, deliveries);
    return announcements;
  }

  return { reactions: [when(['customerChanged', 'paymentTaken'], handle)], settleOverdue };
}

const isChanged = (event: Heard): event is CustomerChanged => event.fact.case === 'customerChanged';
const isPaid = (event: Heard): event is PaymentTaken => event.fact.case === 'paymentTaken';

/** `known` has the address, or null, of every customer ever heard of. */
export function decideBookings(orders: readonly PaidOrder[], known: ReadonlyMap<string, string | null>) {
  const deliveries: Delivery[] = [];
  const announcements: Announcement[] = [];
  const unknown: PaidOrder[] = [];
  for (const order of orders) {
    const address = known.get(order.customerId);
    if (address === undefined) {
      unknown.push(order);
      continue;
    }
    const { origin, customerId } = order;
    const decision = bookDelivery(address);
    deliveries.push({ orderId: origin.orderId, customerId, address, state: decision.outcome });
    if (decision.outcome === 'booked') {
      announcements.push({ origin, fact: { case: 'deliveryBooked', value: { address: decision.address } } });
    } else {
      announcements.push({ origin, fact: { case: 'deliveryRefused', value: { reason: decision.reason } } });
    }
  }
  return { deliveries, announcements, unknown };
}

/** The last news of each customer, and since when any of these news are true. */
export function newest(events: readonly CustomerChanged[]): News[] {
  const byCustomer = new Map<string, News>();
  for (const event of events) {
    const { customerId, address = null, version } = event.fact.value;
    const known = byCustomer.get(customerId);
    const sinceMs = Math.min(Number(event.occurredAtMs), known?.sinceMs ?? Number.POSITIVE_INFINITY);
    const isNewer = known === undefined || version > known.version;
    byCustomer.set(
      customerId,
      isNewer ? { customerId, address, version, sinceMs, event } : { ...known, sinceMs },
    );
  }
  return [...byCustomer.values()];
}

/** Each redirection is about its order, and comes from the news about its customer. */
export function announceRedirected(redirected: readonly Redirected[], news: readonly News[]): Announcement[] {
  const causes = new Map(news.map(({ customerId, event }) => [customerId, event]));
  return redirected.map(({ orderId, customerId, address }) => ({
    origin: { ...because(causes.get(customerId)!), key: orderId, orderId },
    fact: { case: 'deliveryRedirected', value: { address } },
  }));
}

const paidOrderOf = (event: PaymentTaken): PaidOrder => ({
  origin: because(event),
  customerId: event.fact.value.customerId,
});
