/** The states that a row may be in, and what goes with each: a row that is in none of them got there by no legal change. */
import type { DeliveryRow, OrderRow, PaymentRow, ReservationRow } from '../../evidence/records.ts';

/** What is wrong with a row, in words; null when nothing is. */
type Wrong = string | null;

export function wrongOrder({ state, reason, decidedAtMs }: OrderRow): Wrong {
  if (state === 'placed') {
    return reason === null && decidedAtMs === null ? null : 'the order is placed, and yet it was decided';
  }
  if (state === 'confirmed') return reason === null ? null : `confirmed, and yet rejected (${reason})`;
  if (state === 'rejected') return reason === null ? 'rejected for no reason' : null;
  return noSuchState('an order', state);
}

/** By state: whether the row has the time at which it was undone. */
type States = Readonly<Record<string, { undone: boolean }>>;

const RESERVATION: States = {
  reserved: { undone: false },
  rejected: { undone: false },
  released: { undone: true },
};
const PAYMENT: States = {
  captured: { undone: false },
  declined: { undone: false },
  voided: { undone: false },
  refunded: { undone: true },
};
const DELIVERY: States = {
  booked: { undone: false },
  refused: { undone: false },
  cancelled: { undone: true },
};

export const wrongReservation = ({ state, releasedAtMs }: ReservationRow): Wrong =>
  wrongState('a reservation', RESERVATION, state, releasedAtMs);

export const wrongPayment = ({ state, refundedAtMs }: PaymentRow): Wrong =>
  wrongState('a payment', PAYMENT, state, refundedAtMs);

export const wrongDelivery = ({ state, cancelledAtMs }: DeliveryRow): Wrong =>
  wrongState('a delivery', DELIVERY, state, cancelledAtMs);

function wrongState(what: string, states: States, state: string, undoneAtMs: number | null): Wrong {
  const known = states[state];
  if (known === undefined) return noSuchState(what, state);
  if (known.undone === (undoneAtMs !== null)) return null;
  return known.undone ? `${what} is ${state}, and was never undone` : `${what} was undone, and is ${state}`;
}

const noSuchState = (what: string, state: string): string => `${what} is ${state}: there is no such state`;
