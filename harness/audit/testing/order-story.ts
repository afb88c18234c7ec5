/** Hand-written histories, one order at a time: what a client was told, and every record that its order left behind. */
import type {
  BankEntry,
  DeliveryRow,
  InboxRow,
  Operation,
  OrderRow,
  OutboxRow,
  PaymentRow,
  ReservationRow,
  TopicEvent,
} from '../../evidence/records.ts';
import { consumersIn, consumersOf } from '../fold/consumers.ts';

export type OrderStory = {
  told: 'yes' | 'no' | 'no effect' | 'nothing' | 'never asked';
  /** Of the order's row; null when there is none. */
  state: 'placed' | 'confirmed' | 'rejected' | null;
  reason: string | null;
  /** States of the rows of each service, and outcomes in the bank's ledger. */
  reservations: readonly string[];
  payments: readonly string[];
  bank: readonly BankEntry['outcome'][];
  deliveries: readonly string[];
  /** Facts on the event side, each caused by the one before. */
  facts: readonly string[];
  address: string | null;
  priceCents: number;
  quantity: number;
};

const PLAIN: OrderStory = {
  told: 'yes',
  state: 'placed',
  reason: null,
  reservations: [],
  payments: [],
  bank: [],
  deliveries: [],
  facts: ['OrderPlaced'],
  address: '1 Baker Street',
  priceCents: 280,
  quantity: 2,
};

export const CONFIRMED: OrderStory = {
  ...PLAIN,
  state: 'confirmed',
  reservations: ['reserved'],
  payments: ['captured'],
  bank: ['captured'],
  deliveries: ['booked'],
  facts: ['OrderPlaced', 'StockReserved', 'PaymentTaken', 'DeliveryBooked', 'OrderConfirmed'],
};
export const OUT_OF_STOCK: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'out_of_stock',
  reservations: ['rejected'],
  facts: ['OrderPlaced', 'StockRejected', 'OrderRejected'],
};
export const DECLINED: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'payment_declined',
  reservations: ['released'],
  payments: ['declined'],
  bank: ['declined'],
  facts: ['OrderPlaced', 'StockReserved', 'PaymentDeclined', 'StockReleased', 'OrderRejected'],
};
export const NO_ADDRESS: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'no_address',
  reservations: ['released'],
  payments: ['refunded'],
  bank: ['captured', 'refunded'],
  deliveries: ['refused'],
  facts: [
    'OrderPlaced',
    'StockReserved',
    'PaymentTaken',
    'DeliveryRefused',
    'PaymentRefunded',
    'StockReleased',
    'OrderRejected',
  ],
};
/** Refused with nothing left behind, and refused after it was begun and undone. */
export const REFUSED: OrderStory = { ...PLAIN, told: 'no effect', state: null, facts: [] };
export const UNDONE: OrderStory = {
  ...NO_ADDRESS,
  told: 'no effect',
  reason: 'unavailable',
  deliveries: [],
  facts: [],
};
/** Accepted, and still on its way. */
export const PLACED: OrderStory = PLAIN;

export type OrderRecords = {
  operations: Operation[];
  orders: OrderRow[];
  reservations: ReservationRow[];
  payments: PaymentRow[];
  deliveries: DeliveryRow[];
  bank: BankEntry[];
  events: Omit<TopicEvent, 'offset'>[];
  outbox: OutboxRow[];
  inbox: InboxRow[];
};

/** Who an order is of and when it was wanted; ids follow from the number, so that histories repeat exactly. */
export type OrderOccasion = {
  side: 'rr' | 'ed';
  index: number;
  intendedMs: number;
  customerId: string;
  sku: string;
};

const STEP_MS = 5;
const ANSWER = {
  yes: { outcome: 'accepted', effect: null },
  no: { outcome: 'refused', effect: 'unknown' },
  'no effect': { outcome: 'refused', effect: 'none' },
  nothing: { outcome: 'unknown', effect: null },
} as const;

export const orderIdOf = (index: number): string =>
  `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
export const keyOf = (index: number): string => `order-1-${index}`;

export function recordsOf(story: OrderStory, occasion: OrderOccasion): OrderRecords {
  const { side, index, intendedMs, customerId, sku } = occasion;
  const orderId = orderIdOf(index);
  const totalCents = story.priceCents * story.quantity;
  const lines = [{ sku, quantity: story.quantity }];
  const at = (step: number): number => intendedMs + step * STEP_MS;
  const decided = story.state === 'confirmed' || story.state === 'rejected';
  const id = (kind: number, which: number): string =>
    `00000000-000${kind}-4000-800${which}-${index.toString(16).padStart(12, '0')}`;
  return {
    operations: operationOf(story, occasion, lines),
    orders:
      story.state === null
        ? []
        : [
            {
              orderId,
              customerId,
              idempotencyKey: keyOf(index),
              lines: [{ sku, quantity: story.quantity, priceCents: story.priceCents }],
              totalCents,
              state: story.state,
              reason: story.reason,
              placedAtMs: at(1),
              decidedAtMs: decided ? at(8) : null,
            },
          ],
    reservations: story.reservations.map((state, which) => ({
      reservationId: id(1, which),
      orderId,
      lines,
      state,
      createdAtMs: at(2),
      releasedAtMs: state === 'released' ? at(7) : null,
    })),
    payments: story.payments.map((state, which) => ({
      paymentId: id(2, which),
      orderId,
      amountCents: totalCents,
      state,
      chargeId: state === 'declined' ? null : `ch_${index}_${which}`,
      createdAtMs: at(3),
      refundedAtMs: state === 'refunded' ? at(6) : null,
    })),
    deliveries: story.deliveries.map((state, which) => ({
      deliveryId: id(3, which),
      orderId,
      customerId,
      address: state === 'refused' ? null : story.address,
      state,
      createdAtMs: at(5),
      cancelledAtMs: state === 'cancelled' ? at(6) : null,
    })),
    bank: story.bank.map((outcome, which) => ({
      kind: outcome === 'refunded' || outcome === 'nothing-to-refund' ? 'refund' : 'charge',
      orderId,
      key: orderId,
      chargeId: outcome === 'declined' ? null : `ch_${index}_${outcome === 'refunded' ? 0 : which}`,
      amountCents: totalCents,
      outcome,
      answered: true,
      atMs: at(3),
    })),
    ...(side === 'ed' ? messagesOf(story, orderId, at, id) : { events: [], outbox: [], inbox: [] }),
  };
}

function operationOf(
  story: OrderStory,
  { side, index, intendedMs, customerId }: OrderOccasion,
  lines: { sku: string; quantity: number }[],
): Operation[] {
  if (story.told === 'never asked') return [];
  const { outcome, effect } = ANSWER[story.told];
  const accepted = outcome === 'accepted';
  const acceptedStatus = side === 'rr' ? 201 : 202;
  const refusedStatus = outcome === 'unknown' ? 0 : 503;
  return [
    {
      kind: 'place',
      index,
      key: keyOf(index),
      customerId,
      lines,
      cardToken: 'tok_visa',
      intendedMs,
      sentMs: intendedMs,
      answeredMs: intendedMs + (side === 'rr' ? 9 : 2) * STEP_MS,
      status: accepted ? acceptedStatus : refusedStatus,
      outcome,
      orderId: accepted ? orderIdOf(index) : null,
      state: accepted ? (side === 'rr' ? story.state : 'placed') : null,
      effect,
    },
  ];
}

const TOPIC_OF_FACT: Record<string, string> = {
  Order: 'orders',
  Stock: 'stock',
  Payment: 'payments',
  Delivery: 'deliveries',
};
const SERVICE_OF_TOPIC: Record<string, string> = { deliveries: 'delivery' };
const topicOf = (type: string): string => TOPIC_OF_FACT[type.match(/^[A-Z][a-z]+/)![0]]!;

function messagesOf(
  story: OrderStory,
  orderId: string,
  at: (step: number) => number,
  id: (kind: number, which: number) => string,
): Pick<OrderRecords, 'events' | 'outbox' | 'inbox'> {
  const events = story.facts.map((type, which) => ({
    topic: topicOf(type),
    partition: 0,
    brokerMs: at(which + 1) + 1,
    key: orderId,
    eventId: id(4, which),
    orderId,
    causationId: which === 0 ? '' : id(4, which - 1),
    type,
    occurredAtMs: at(which + 1),
  }));
  return {
    events,
    outbox: events.map(({ eventId, topic, occurredAtMs, brokerMs }) => ({
      service: SERVICE_OF_TOPIC[topic] ?? topic,
      eventId,
      topic,
      key: orderId,
      createdAtMs: occurredAtMs,
      publishedAtMs: brokerMs,
    })),
    inbox: events.flatMap(({ eventId, topic, type, brokerMs }) =>
      consumersIn(consumersOf(type)).map((service) => ({
        service,
        eventId,
        topic,
        outcome: 'done',
        processedAtMs: brokerMs + 3,
      })),
    ),
  };
}
