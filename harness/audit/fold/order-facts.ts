/**
 * All that the rows of the services and the bank's ledger say about one order id, as a handful of numbers: of a run with
 * a hundred thousand orders nothing else has to stay in memory.
 */
import type {
  BankEntry,
  DeliveryRow,
  OrderRow,
  PaymentRow,
  ReservationRow,
  SideEvidence,
} from '../../evidence/records.ts';
import type { Replay } from './replay.ts';
import { wrongDelivery, wrongOrder, wrongPayment, wrongReservation } from './row-states.ts';

export type OrderFacts = {
  readonly orderId: string;
  /** Of the order's own row; `state` is null when there is none. */
  state: string | null;
  reason: string | null;
  customerId: string;
  key: string;
  totalCents: number;
  placedAtMs: number;
  decidedAtMs: number | null;
  /** What was ordered, in a form that compares: `sku×quantity` in the order of the skus. */
  portions: string;
  /** Reservations that hold portions now, and the first that holds others than ordered. */
  held: number;
  heldOther: string | null;
  /** Rows of the payments service. */
  capturedRows: number;
  /** By the bank's own ledger: how often it was asked for a charge, and what came of it. */
  charges: number;
  captures: number;
  refunds: number;
  netCents: number;
  /** The last time that a reservation was released or money given back; null when nothing was undone. */
  lastUndoneMs: number | null;
  /** Whether the bank has decided about a charge: captured it or declined it. */
  decidedByBank: boolean;
  /** The last time that the bank was asked for a charge about which it had decided before. */
  askedAgainMs: number | null;
  booked: number;
  cancelled: number;
  deliveredTo: { customerId: string; address: string | null } | null;
  /** States of the rows of each service: of several rows all of them, joined; null when there is none. */
  reservation: string | null;
  payment: string | null;
  delivery: string | null;
  /** The first row that no legal change of state leads to, in words. */
  wrongRow: string | null;
  /** Event side: what the facts in the topics make of it; null when there are none. */
  replay: Replay | null;
  /** Event side: some message about it still waits to be published or processed, or is a dead letter. */
  waiting: boolean;
  /** The first time that anything is known of it. */
  firstSeenMs: number;
  /** Whether an intent was found for it. */
  intended: boolean;
};

export type Orders = Map<string, OrderFacts>;

export function factsOf(orders: Orders, orderId: string): OrderFacts {
  const existing = orders.get(orderId);
  if (existing !== undefined) return existing;
  const facts: OrderFacts = {
    orderId,
    state: null,
    reason: null,
    customerId: '',
    key: '',
    totalCents: 0,
    placedAtMs: Number.NaN,
    decidedAtMs: null,
    portions: '',
    held: 0,
    heldOther: null,
    capturedRows: 0,
    charges: 0,
    captures: 0,
    refunds: 0,
    netCents: 0,
    lastUndoneMs: null,
    decidedByBank: false,
    askedAgainMs: null,
    booked: 0,
    cancelled: 0,
    deliveredTo: null,
    reservation: null,
    payment: null,
    delivery: null,
    wrongRow: null,
    replay: null,
    waiting: false,
    firstSeenMs: Number.POSITIVE_INFINITY,
    intended: false,
  };
  orders.set(orderId, facts);
  return facts;
}

type Tables = Pick<SideEvidence, 'orders' | 'payments' | 'deliveries' | 'bank'>;

export function foldRows(orders: Orders, tables: Tables): void {
  for (const row of tables.orders) noteOrder(factsOf(orders, row.orderId), row);
  for (const row of tables.payments) notePayment(factsOf(orders, row.orderId), row);
  for (const row of tables.deliveries) noteDelivery(factsOf(orders, row.orderId), row);
  for (const entry of tables.bank) noteBankEntry(factsOf(orders, entry.orderId), entry);
}

function noteOrder(facts: OrderFacts, row: OrderRow): void {
  facts.state = row.state;
  facts.reason = row.reason;
  facts.customerId = row.customerId;
  facts.key = row.idempotencyKey;
  facts.totalCents = row.totalCents;
  facts.placedAtMs = row.placedAtMs;
  facts.decidedAtMs = row.decidedAtMs;
  facts.portions = portionsOf(row.lines);
  facts.wrongRow ??= wrongOrder(row);
  seen(facts, row.placedAtMs);
}

export function noteReservation(facts: OrderFacts, row: ReservationRow): void {
  if (row.state === 'released') facts.lastUndoneMs = later(facts.lastUndoneMs, row.releasedAtMs);
  if (row.state === 'reserved') {
    facts.held += 1;
    const portions = portionsOf(row.lines);
    if (portions !== facts.portions) facts.heldOther ??= portions;
  }
  facts.reservation = and(facts.reservation, row.state);
  facts.wrongRow ??= wrongReservation(row);
  seen(facts, row.createdAtMs);
}

function notePayment(facts: OrderFacts, row: PaymentRow): void {
  if (row.state === 'captured') facts.capturedRows += 1;
  if (row.state === 'refunded') facts.lastUndoneMs = later(facts.lastUndoneMs, row.refundedAtMs);
  facts.payment = and(facts.payment, row.state);
  facts.wrongRow ??= wrongPayment(row);
  seen(facts, row.createdAtMs);
}

function noteDelivery(facts: OrderFacts, row: DeliveryRow): void {
  if (row.state === 'cancelled') facts.cancelled += 1;
  if (row.state === 'booked') {
    facts.booked += 1;
    facts.deliveredTo ??= { customerId: row.customerId, address: row.address };
  }
  facts.delivery = and(facts.delivery, row.state);
  facts.wrongRow ??= wrongDelivery(row);
  seen(facts, row.createdAtMs);
}

const DECIDED: ReadonlySet<BankEntry['outcome']> = new Set(['captured', 'declined', 'replayed']);

function noteBankEntry(facts: OrderFacts, entry: BankEntry): void {
  if (entry.kind === 'charge') {
    // With a key it answers as before, without it charges anew. After a refusal it is only tried again.
    if (facts.decidedByBank) facts.askedAgainMs = later(facts.askedAgainMs, entry.atMs);
    facts.decidedByBank ||= DECIDED.has(entry.outcome);
    facts.charges += 1;
  }
  if (entry.outcome === 'captured') {
    facts.captures += 1;
    facts.netCents += entry.amountCents;
  }
  if (entry.outcome === 'refunded') {
    facts.refunds += 1;
    facts.netCents -= entry.amountCents;
    facts.lastUndoneMs = later(facts.lastUndoneMs, entry.atMs);
  }
  seen(facts, entry.atMs);
}

const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

const and = (one: string | null, other: string): string => (one === null ? other : `${one} and ${other}`);

function seen(facts: OrderFacts, atMs: number): void {
  if (atMs < facts.firstSeenMs) facts.firstSeenMs = atMs;
}

function portionsOf(lines: readonly { sku: string; quantity: number }[]): string {
  const portions = lines.map(({ sku, quantity }) => `${sku}×${quantity}`);
  return (portions.length > 1 ? portions.sort() : portions).join(' ');
}

export const isConfirmed = (facts: OrderFacts): boolean => facts.state === 'confirmed';
export const isUndone = (facts: OrderFacts): boolean =>
  facts.state === 'rejected' && facts.reason === 'unavailable';
const isRejectedByBusiness = (facts: OrderFacts): boolean =>
  facts.state === 'rejected' && facts.reason !== 'unavailable';
/** Ended as the business wants it: confirmed, or rejected for a reason of the business. */
export const isCompleted = (facts: OrderFacts): boolean => isConfirmed(facts) || isRejectedByBusiness(facts);
export const isDecided = (facts: OrderFacts): boolean =>
  facts.state === 'confirmed' || facts.state === 'rejected';

/** Captures at the bank that were not given back. */
export const liveCaptures = (facts: OrderFacts): number => Math.max(0, facts.captures - facts.refunds);
