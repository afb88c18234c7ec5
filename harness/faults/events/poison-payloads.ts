/** Poison, in every kind: bytes that no consumer, or no service, can do anything with. */
import { randomUUID } from 'node:crypto';
import { type Fact, type OutgoingMessage, outgoing, typeOf } from '../../../event-driven/events.ts';
import type { Topic } from '../../../event-driven/topics.ts';
import type { PoisonKind } from './poison-kinds.ts';

/** More than a broker takes by default, and far more than a service does. */
const OVERSIZE_BYTES = 2 * 1024 * 1024;
/** A field of `Event` that no version has yet (722, 5: number 90, with a length), and nothing in it. */
const FIELD_OF_THE_FUTURE = Buffer.from([0xd2, 0x05, 0x00]);
/** An unfinished field: whatever reads it wants more bytes than there are. */
const NO_EVENT = Buffer.from([0x0a, 0xff, 0xff, 0xff]);

/** A fact of each topic that somebody reacts to. */
const FACTS: Record<Topic, Fact> = {
  orders: { case: 'orderPlaced', value: { order: { customerId: 'nobody', cardToken: 'none' } } },
  // Not one that has somebody charged.
  stock: { case: 'stockRejected', value: { missingSku: 'none' } },
  payments: { case: 'paymentTaken', value: { customerId: 'nobody', chargeId: 'none' } },
  deliveries: { case: 'deliveryBooked', value: { address: 'nowhere' } },
  // PostgreSQL has no letter 0.
  customers: {
    case: 'customerChanged',
    value: { customerId: 'nobody', name: '\0', address: '\0', version: 1 },
  },
};

/** Of an order that can not be: its id is no UUID, and every table of orders wants one. */
const NO_ORDER = { orderId: 'no-order', causationId: '', requestId: 'poison' };

export type PoisonMessage = Pick<OutgoingMessage, 'topic' | 'payload'> & {
  /** Its key, and the event's id where there is an event in it. */
  id: string;
  /** Null: without the header that lets a consumer skip it unread. */
  type: string | null;
};

export function poisonMessage(kind: PoisonKind, topic: Topic): PoisonMessage {
  const fact = FACTS[topic];
  const { eventId: id, payload } = outgoing({ ...NO_ORDER, key: 'poison' }, fact);
  switch (kind) {
    case 'malformed':
      return { id: randomUUID(), topic, type: null, payload: NO_EVENT };
    case 'unknown-event':
      return { id, topic, type: 'SomethingNew', payload: Buffer.concat([payload, FIELD_OF_THE_FUTURE]) };
    case 'always-throws':
      return { id, topic, type: typeOf(fact.case), payload };
    case 'oversize':
      return { id, topic, type: typeOf(fact.case), payload: Buffer.alloc(OVERSIZE_BYTES) };
  }
}

/** The body of a request with the same in it. */
export function poisonBody(kind: PoisonKind): Buffer {
  switch (kind) {
    case 'malformed':
      return NO_EVENT;
    case 'unknown-event':
      return Buffer.from(JSON.stringify({ somethingNew: true }));
    case 'always-throws':
      return Buffer.from(JSON.stringify({ ...NO_ORDER, lines: [], name: '\0', address: '\0' }));
    case 'oversize':
      return Buffer.alloc(OVERSIZE_BYTES, '"');
  }
}
