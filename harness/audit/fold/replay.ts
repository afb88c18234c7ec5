/**
 * A replay: the state of an order made anew from the facts in the topics, each handled once by its id, as an inbox does.
 * Handling them all a second time through the same inbox changes nothing: only a fact that was announced under two ids
 * happens twice.
 */

/** The state of each part of an order; null before its first fact. */
export type Replay = {
  order: string | null;
  reservation: string | null;
  payment: string | null;
  delivery: string | null;
  /** How often its replay takes money. */
  charges: number;
  /** The first fact that no legal change of state is told by, in words. */
  illegal: string | null;
};

type Part = 'order' | 'reservation' | 'payment' | 'delivery';
type Step = { part: Part; from: string | null; to: string };

/** What each fact tells: from which state to which a part of the order went. */
const STEPS: Readonly<Record<string, Step>> = {
  OrderPlaced: { part: 'order', from: null, to: 'placed' },
  OrderConfirmed: { part: 'order', from: 'placed', to: 'confirmed' },
  OrderRejected: { part: 'order', from: 'placed', to: 'rejected' },
  StockReserved: { part: 'reservation', from: null, to: 'reserved' },
  StockRejected: { part: 'reservation', from: null, to: 'rejected' },
  StockReleased: { part: 'reservation', from: 'reserved', to: 'released' },
  PaymentTaken: { part: 'payment', from: null, to: 'captured' },
  PaymentDeclined: { part: 'payment', from: null, to: 'declined' },
  PaymentRefunded: { part: 'payment', from: 'captured', to: 'refunded' },
  DeliveryBooked: { part: 'delivery', from: null, to: 'booked' },
  DeliveryRefused: { part: 'delivery', from: null, to: 'refused' },
  DeliveryRedirected: { part: 'delivery', from: 'booked', to: 'booked' },
};

const nothingYet = (): Replay => ({
  order: null,
  reservation: null,
  payment: null,
  delivery: null,
  charges: 0,
  illegal: null,
});

/** Handles the next fact of an order. Each topic tells of one part, so that only the order within a topic counts. */
export function handle(replay: Replay | null, type: string): Replay | null {
  const step = STEPS[type];
  if (step === undefined) return replay;
  const next = replay ?? nothingYet();
  const { part, from, to } = step;
  const was = next[part];
  if (was !== from) next.illegal ??= `${type} was announced when the ${part} was ${was ?? 'not there yet'}`;
  next[part] = to;
  if (type === 'PaymentTaken') next.charges += 1;
  return next;
}
