/**
 * Events: a fact in its envelope, and how both become bytes. Services speak of facts only; ids, causes and times are
 * put on here.
 */
import { randomUUID } from 'node:crypto';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { AppError } from '#shared/platform/errors.ts';
import { isUuid } from '#shared/platform/uuid.ts';
import { type Event, EventSchema } from './schemas/generated/breakfast/v1/events_pb.js';
import { type FactName, TOPIC_OF } from './topics.ts';

export type { Event } from './schemas/generated/breakfast/v1/events_pb.js';
export type { FactName } from './topics.ts';

/** What is said when something became true: `{ case: 'stockRejected', value: { missingSku } }`. */
export type Fact = Extract<NonNullable<MessageInitShape<typeof EventSchema>['fact']>, { case: FactName }>;
/** An event known to carry one of these facts. */
export type EventOf<Name extends FactName> = Event & { fact: Extract<Event['fact'], { case: Name }> };

/** What a fact is about, and what brought it about. */
export type Origin = { key: string; orderId: string; causationId: string; requestId: string };

/** A message on its way to a topic; a row of the outbox. */
export type OutgoingMessage = {
  eventId: string;
  topic: string;
  key: string;
  /** Name of the fact, in a header, so that a reader can skip it without decoding: `OrderPlaced`. */
  type: string;
  payload: Buffer;
  /** Beside `type`; on dead letters: where they come from, and why. */
  headers: Record<string, string> | null;
};

/** Puts a fact into its envelope and addresses it. */
export function outgoing(origin: Origin, fact: Fact, occurredAtMs = Date.now()): OutgoingMessage {
  const eventId = randomUUID();
  const { key, ...rest } = origin;
  const event = create(EventSchema, { ...rest, eventId, occurredAtMs: BigInt(occurredAtMs), fact });
  const payload = Buffer.from(toBinary(EventSchema, event));
  return { eventId, topic: TOPIC_OF[fact.case], key, type: typeOf(fact.case), payload, headers: null };
}

/** The origin of a fact about the same order that this event is about. */
export const because = (cause: Event): Origin => ({
  key: cause.orderId,
  orderId: cause.orderId,
  causationId: cause.eventId,
  requestId: cause.requestId,
});

/** The name of a fact as the header `type` has it. */
export const typeOf = (name: FactName): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * The event in these bytes. A fact that this version of the schema does not know comes without a case.
 * @throws {AppError} `poison` when the bytes are no event
 */
export function decode(bytes: Uint8Array): Event {
  let event: Event;
  try {
    event = fromBinary(EventSchema, bytes);
  } catch (cause) {
    throw new AppError('poison', 'undecodable', 'The bytes are no event.', { cause });
  }
  if (!isUuid(event.eventId)) throw new AppError('poison', 'no_event_id', 'The event has no id.');
  return event;
}
