/** The records that the order of a hand-written history leaves behind: what its client did, its rows, the bank's ledger, its messages. */
import type {
  BankEntry,
  DeliveryRow,
  Operation,
  OrderRow,
  PaymentRow,
  ReservationRow,
} from '../../evidence/records.ts';
import { messagesOf, type OrderMessages } from './order-messages.ts';
import type { OrderStory } from './order-story.ts';

export type OrderRecords = {
  operations: Operation[];
  orders: OrderRow[];
  reservations: ReservationRow[];
  payments: PaymentRow[];
  deliveries: DeliveryRow[];
  bank: BankEntry[];
} & OrderMessages;

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
