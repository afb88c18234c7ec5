/** For tests of what a service decides: events as they would arrive, and a database that is not there. */
import { randomUUID } from 'node:crypto';
import type { Connection } from '#shared/platform/postgres.ts';
import { decode, type EventOf, type Fact, type FactName, outgoing } from '../events.ts';
import type { Incoming } from '../patterns/receiving/handling.ts';
import type { Announcement } from '../patterns/receiving/reactions.ts';

/** An event with this fact about this order, made the way it is made in life: through its bytes. */
export function event<Name extends FactName>(
  orderId: string,
  fact: Extract<Fact, { case: Name }>,
): EventOf<Name> {
  return decode(message(orderId, fact).payload) as EventOf<Name>;
}

export function message(orderId: string, fact: Fact, occurredAtMs?: number) {
  return outgoing({ key: orderId, orderId, causationId: '', requestId: 'request' }, fact, occurredAtMs);
}

let offset = 0;

/** A message as the patterns get it. */
export function incoming(
  orderId: string = randomUUID(),
  fact: Fact = { case: 'orderConfirmed', value: {} },
  occurredAtMs?: number,
): Incoming {
  const { topic, key, type, payload } = message(orderId, fact, occurredAtMs);
  offset += 1;
  return { topic, partition: 0, offset: String(offset), key, type, bytes: payload, event: decode(payload) };
}

/** What was announced, without the envelope: about which order, and what. */
export const said = (announcements: readonly Announcement[]) =>
  announcements.map(({ origin, fact }) => [origin.orderId, fact.case, fact.value]);

/** Stands for a transaction in tests whose store does not use it. */
export const noConnection = {} as Connection;
