/**
 * Orders: takes an order and says so; the rest happens elsewhere. What the others find out decides it.
 *
 *   POST /orders       → OrderPlaced
 *   on DeliveryBooked  → confirmed: OrderConfirmed
 *   on StockRejected, PaymentDeclined, DeliveryRefused → rejected: OrderRejected
 */
import { keyMismatch, type OrdersApi, orderView, type PlaceOrderCommand } from '#shared/contract/api.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { because, type EventOf, type Fact, type OutgoingMessage, outgoing } from '../events.ts';
import type { Publish } from '../patterns/publishing/publishing.ts';
import { type Announcement, type Reaction, when } from '../patterns/receiving/reactions.ts';
import type { Decision, OrdersStore, StoredOrder } from './store.ts';

/** The events that decide an order. */
type Deciding = EventOf<'deliveryBooked' | 'stockRejected' | 'paymentDeclined' | 'deliveryRefused'>;

const REASONS = {
  stockRejected: 'out_of_stock',
  paymentDeclined: 'payment_declined',
  deliveryRefused: 'no_address',
} as const;

export function createOrders(parts: {
  store: OrdersStore;
  publish: Publish;
  reached: Metrics['orderReached'];
}): OrdersApi & { reactions: Reaction[] } {
  const { store, publish, reached } = parts;

  /** The same key again gets the same answer again. */
  async function place(command: PlaceOrderCommand) {
    const placed = orderPlaced(command);
    const { isNew, stored } = await store.place(command, placed);
    if (isNew) {
      await publish([placed]);
      reached('placed', null);
    }
    return orderView(isNew ? stored : again(stored, command.requestHash));
  }

  async function find(orderId: string) {
    const stored = await store.find(orderId);
    return stored === null ? null : orderView(stored);
  }

  /** Only a placed order is decided: what comes later changes nothing, and announces nothing. */
  async function decide(events: Deciding[], connection: Connection): Promise<Announcement[]> {
    const decided = await store.decide(connection, events.map(decisionOf));
    const causes = new Map(events.map((event) => [event.orderId, event]));
    return decided.map(({ decision, tookMs }) => {
      reached(decision.state, decision.reason, tookMs);
      return { origin: because(causes.get(decision.orderId)!), fact: factOf(decision) };
    });
  }

  return {
    place,
    find,
    reactions: [when(['deliveryBooked', 'stockRejected', 'paymentDeclined', 'deliveryRefused'], decide)],
  };
}

function decisionOf({ orderId, fact }: Deciding): Decision {
  if (fact.case === 'deliveryBooked') return { orderId, state: 'confirmed', reason: null };
  return { orderId, state: 'rejected', reason: REASONS[fact.case] };
}

function factOf({ state, reason }: Decision): Fact {
  if (state === 'confirmed') return { case: 'orderConfirmed', value: {} };
  return { case: 'orderRejected', value: { reason } };
}

function orderPlaced({ order, requestId }: PlaceOrderCommand): OutgoingMessage {
  const { orderId, customerId, totalCents, cardToken } = order;
  return outgoing(
    { key: orderId, orderId, causationId: '', requestId },
    {
      case: 'orderPlaced',
      value: { order: { customerId, totalCents, cardToken, lines: [...order.lines] } },
    },
  );
}

/** The answer to a request that came before: the same as the first time, also when the order is decided by now. */
function again(stored: StoredOrder, requestHash: string): StoredOrder {
  if (stored.requestHash !== requestHash) throw keyMismatch();
  return { ...stored, state: 'placed', reason: null, decidedAt: null };
}
