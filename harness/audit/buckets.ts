/**
 * The bucket of an intended order: the first that fits, in the order of the table in docs/truth.md, and a sentence that
 * says why.
 */
import { wasTheirs } from './addresses.ts';
import type { SideFacts } from './fold/fold.ts';
import type { Intent } from './fold/intents.ts';
import {
  isCompleted,
  isConfirmed,
  isDecided,
  isUndone,
  liveCaptures,
  type OrderFacts,
} from './fold/order-facts.ts';
import type { Bucket } from './verdict.ts';
import { euros, plural } from './words.ts';

export type Placement = { bucket: Bucket; why: string };

type Rule = { bucket: Bucket; because(intent: Intent, facts: SideFacts): string | null };

const RULES: readonly Rule[] = [
  { bucket: 'duplicated', because: duplicated },
  { bucket: 'charged-not-delivered', because: chargedNotDelivered },
  { bucket: 'delivered-not-charged', because: deliveredNotCharged },
  { bucket: 'lost', because: lost },
  { bucket: 'stuck', because: stuck },
  { bucket: 'completed', because: completed },
  { bucket: 'rejected', because: rejected },
];

export function placeInBucket(intent: Intent, facts: SideFacts): Placement {
  for (const { bucket, because } of RULES) {
    const why = because(intent, facts);
    if (why !== null) return { bucket, why };
  }
  return { bucket: 'refused', why: refused(intent) };
}

const sum = (intent: Intent, number: (order: OrderFacts) => number): number =>
  intent.orders.reduce((total, order) => total + number(order), 0);
const net = (intent: Intent): number => sum(intent, (order) => order.netCents);
const booked = (intent: Intent): number => sum(intent, (order) => order.booked);

function duplicated(intent: Intent): string | null {
  const counts: [number, string][] = [
    [sum(intent, (order) => (order.state === null ? 0 : 1)), 'order'],
    [sum(intent, liveCaptures), 'live charge'],
    [sum(intent, (order) => order.held), 'held reservation'],
    [booked(intent), 'booked delivery'],
  ];
  const tooMany = counts.filter(([count]) => count > 1).map(([count, what]) => plural(count, what));
  return tooMany.length === 0 ? null : `one intent has ${tooMany.join(' and ')}`;
}

function chargedNotDelivered(intent: Intent, facts: SideFacts): string | null {
  if (net(intent) <= 0) return null;
  const kept = `the bank keeps ${euros(net(intent))}`;
  if (booked(intent) === 0) return `${kept} and no delivery is on its way`;
  const astray = intent.orders.find((order) => isConfirmed(order) && !isDeliveredToCustomer(order, facts));
  return astray === undefined
    ? null
    : `${kept} and the delivery goes to an address that the customer did not have`;
}

export function isDeliveredToCustomer(order: OrderFacts, facts: SideFacts): boolean {
  const { deliveredTo } = order;
  if (deliveredTo === null || deliveredTo.customerId !== order.customerId) return false;
  return wasTheirs(facts.addresses.get(order.customerId), deliveredTo.address, order.placedAtMs);
}

function deliveredNotCharged(intent: Intent): string | null {
  return booked(intent) > 0 && net(intent) <= 0 ? 'a delivery is booked and the bank holds no charge' : null;
}

/** Told yes, and there is no trace of it or no way left to finish; or confirmed, and nothing is there. */
export function lost(intent: Intent, facts: SideFacts): string | null {
  const order = intent.orders[0];
  if (order !== undefined && isConfirmed(order) && order.netCents === 0 && order.booked === 0) {
    return 'the order says confirmed, but nothing was charged and nothing is on its way';
  }
  if (intent.outcome !== 'accepted') return null;
  const told = `the client was told yes (${intent.status})`;
  if (order === undefined) return `${told} and there is no trace of the order`;
  if (order.state === null) return `${told} and the order has no row`;
  if (isUndone(order)) return `${told} and the order was undone because a step was unavailable`;
  if (intent.toldState === 'confirmed' && order.state === 'rejected') {
    return `the client was told confirmed and the order is rejected (${order.reason ?? 'no reason'})`;
  }
  if (!isDecided(order) && facts.side === 'ed' && !order.waiting) {
    return `${told}, the order is ${order.state}, and no message is left that could finish it`;
  }
  return null;
}

function stuck(intent: Intent): string | null {
  for (const order of intent.orders) {
    if (order.state !== null && !isDecided(order)) return `still ${order.state} when the drain was over`;
    const held = heldThings(order);
    if (order.state !== 'confirmed' && held !== '') {
      return `the order is ${order.state ?? 'not there'}, and still held for it: ${held}`;
    }
    if (!isConfirmed(order)) continue;
    if (order.netCents !== order.totalCents) {
      return `confirmed at ${euros(order.totalCents)}, but the bank keeps ${euros(order.netCents)}`;
    }
    if (order.held === 0) return 'confirmed, but no portions are held for it';
  }
  return null;
}

/** What is held for an order, in words; empty when nothing is. */
export function heldThings(order: OrderFacts): string {
  return [
    order.held > 0 ? 'a reservation' : '',
    order.netCents !== 0 ? euros(order.netCents) : '',
    order.booked > 0 ? 'a delivery' : '',
  ]
    .filter((thing) => thing !== '')
    .join(', ');
}

function completed(intent: Intent): string | null {
  return intent.orders.some(isConfirmed) ? 'confirmed: one charge, one reservation, one delivery' : null;
}

function rejected(intent: Intent): string | null {
  const order = intent.orders.find(isCompleted);
  return order === undefined ? null : `rejected (${order.reason ?? 'no reason'}), and nothing is held for it`;
}

function refused(intent: Intent): string {
  const came = 'nothing came of it';
  if (intent.outcome === 'not-started') return 'the load generator could not start it: offered, and failed';
  if (intent.outcome === 'unknown') return `no answer within the client's timeout, and ${came}`;
  const undone = intent.orders.some(isUndone) ? 'what was begun was undone' : came;
  return `the system said no (${intent.status}), and ${undone}`;
}
