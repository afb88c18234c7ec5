/**
 * What became of every event: written to an outbox, found in its topic, processed by those who need it. Half a million
 * events and their rows fold into a few bytes each.
 */
import type { GroupOffset, InboxRow, OutboxRow, SideEvidence, TopicEvent } from '../../evidence/records.ts';
import { type Grid, Level } from '../grid.ts';
import { bitOf, CONSUMERS, consumersIn, consumersOf, deadLettersOf, EVERYBODY } from './consumers.ts';
import { Bytes, Floats } from './growable.ts';
import type { Orders } from './order-facts.ts';
import { factsOf } from './order-facts.ts';
import {
  noteDeadLetter,
  noteNeighbour,
  notePoison,
  noteProcessed,
  openPoison,
  type PoisonFacts,
} from './poison.ts';
import { handle } from './replay.ts';

/** What is known of one event, as bits. */
export const IN_OUTBOX = 1;
export const IN_TOPIC = 2;
export const OTHER_TOPIC = 4;
/** In its topic under another key than its order, and so perhaps not behind what came before it. */
export const OTHER_KEY = 8;

export type MessageFacts = {
  /** Number of an event by its id: the index into the columns. */
  numbers: Map<string, number>;
  found: Bytes;
  /** Masks of consumers: who needs it, who has processed it, in whose dead letters it is. */
  needed: Bytes;
  processed: Bytes;
  dead: Bytes;
  topics: string[];
  topicOf: Bytes;
  /** When it was first in its topic, and when its outbox row was written. */
  publishedAtMs: Floats;
  /** Messages in topics, and the last time that one came a second time; null when none did. */
  messages: number;
  lastRepeatedMs: number | null;
  /** Messages since the load began; those before it belong to the contract check and to customers who moved in. */
  sinceLoad: number;
  outboxRows: number;
  inboxRows: number;
  deadLetters: Map<string, { outbox: number; topic: number }>;
  poison: PoisonFacts;
  groups: GroupOffset[];
  /** Steps of an event that are stamped before their cause, by more than the tolerance. */
  beforeCause: number;
  backlog: Map<string, Level>;
  outbox: Level;
};

export type MessageContext = {
  orders: Orders;
  grid: Grid;
  loadStartMs: number;
  clockToleranceMs: number;
};

type Tables = Pick<SideEvidence, 'groups' | 'events' | 'outbox' | 'inbox' | 'faults'>;

export function foldMessages(tables: Tables, context: MessageContext): MessageFacts {
  const facts: MessageFacts = {
    numbers: new Map(),
    found: new Bytes(),
    needed: new Bytes(),
    processed: new Bytes(),
    dead: new Bytes(),
    topics: [],
    topicOf: new Bytes(),
    publishedAtMs: new Floats(),
    messages: 0,
    lastRepeatedMs: null,
    sinceLoad: 0,
    outboxRows: 0,
    inboxRows: 0,
    deadLetters: new Map(),
    poison: openPoison(tables.faults),
    groups: [...tables.groups],
    beforeCause: 0,
    backlog: new Map(CONSUMERS.map((service) => [service, new Level(context.grid)])),
    outbox: new Level(context.grid),
  };
  const committed = committedOffsets(facts.groups);
  for (const event of tables.events) noteEvent(facts, event, committed, context);
  for (const row of tables.outbox) noteOutbox(facts, row, context);
  for (const row of tables.inbox) noteInbox(facts, row, context);
  return facts;
}

type Committed = Map<string, number>;
const place = (service: string, topic: string, partition: number): string =>
  `${service} ${topic} ${partition}`;

/** The consuming service that a group belongs to: it has the service's name, perhaps with more around it. */
const serviceOfGroup = (group: string): string =>
  CONSUMERS.find((service) => group.split(/[^a-z]+/).includes(service)) ?? group;

function committedOffsets(groups: readonly GroupOffset[]): Committed {
  return new Map(
    groups.map((entry) => [
      place(serviceOfGroup(entry.group), entry.topic, entry.partition),
      entry.committed,
    ]),
  );
}

function numberOf(facts: MessageFacts, eventId: string): number {
  const known = facts.numbers.get(eventId);
  if (known !== undefined) return known;
  const number = facts.numbers.size;
  facts.numbers.set(eventId, number);
  return number;
}

function topicNumber(facts: MessageFacts, topic: string): number {
  const known = facts.topics.indexOf(topic);
  return known === -1 ? facts.topics.push(topic) - 1 : known;
}

function noteEvent(
  facts: MessageFacts,
  event: TopicEvent,
  committed: Committed,
  context: MessageContext,
): void {
  facts.messages += 1;
  if (event.brokerMs >= context.loadStartMs) facts.sinceLoad += 1;
  const deadFor = deadLettersOf(event.topic);
  // A dead letter of poison has its event's id, and is not the poison itself.
  if (deadFor === null && notePoison(facts.poison, event)) {
    // No service wrote it and none can miss it, whatever becomes of it: that is asked by check 9.
    if (event.eventId !== '') facts.dead.add(numberOf(facts, event.eventId), EVERYBODY);
    return;
  }
  const number = numberOf(facts, event.eventId);
  if (deadFor !== null) {
    facts.dead.add(number, bitOf(deadFor));
    deadLetterCount(facts, event.topic).topic += 1;
    noteDeadLetter(facts.poison, event);
    if (context.orders.has(event.orderId)) factsOf(context.orders, event.orderId).waiting = true;
    return;
  }
  if ((facts.found.at(number) & IN_TOPIC) !== 0) {
    facts.lastRepeatedMs = Math.max(facts.lastRepeatedMs ?? 0, event.brokerMs);
    return;
  }
  facts.found.add(number, IN_TOPIC);
  if (event.orderId !== '' && event.key !== event.orderId) facts.found.add(number, OTHER_KEY);
  facts.topicOf.set(number, topicNumber(facts, event.topic));
  facts.publishedAtMs.set(number, event.brokerMs);
  const needed = consumersOf(event.type);
  facts.needed.set(number, needed);
  const order = event.orderId === '' ? null : factsOf(context.orders, event.orderId);
  if (order !== null) {
    order.firstSeenMs = Math.min(order.firstSeenMs, event.occurredAtMs);
    order.replay = handle(order.replay, event.type);
  }
  noteNeighbour(facts.poison, event, number, needed);
  for (const service of consumersIn(needed)) {
    facts.backlog.get(service)!.change(event.brokerMs, 1);
    const next = committed.get(place(service, event.topic, event.partition));
    if (order !== null && next !== undefined && event.offset >= next) order.waiting = true;
  }
}

function noteOutbox(facts: MessageFacts, row: OutboxRow, context: MessageContext): void {
  facts.outboxRows += 1;
  facts.outbox.change(row.createdAtMs, 1);
  if (row.publishedAtMs !== null) facts.outbox.change(row.publishedAtMs, -1);
  else if (context.orders.has(row.key)) factsOf(context.orders, row.key).waiting = true;
  if (deadLettersOf(row.topic) !== null) {
    deadLetterCount(facts, row.topic).outbox += 1;
    return;
  }
  const number = numberOf(facts, row.eventId);
  facts.found.add(number, IN_OUTBOX);
  if ((facts.found.at(number) & IN_TOPIC) === 0) {
    facts.topicOf.set(number, topicNumber(facts, row.topic));
    return;
  }
  if (facts.topicOf.at(number) !== topicNumber(facts, row.topic)) facts.found.add(number, OTHER_TOPIC);
  if (facts.publishedAtMs.at(number) < row.createdAtMs - context.clockToleranceMs) facts.beforeCause += 1;
}

function noteInbox(facts: MessageFacts, row: InboxRow, context: MessageContext): void {
  facts.inboxRows += 1;
  const number = numberOf(facts, row.eventId);
  const bit = bitOf(row.service);
  if (row.outcome !== 'dead-lettered') facts.processed.add(number, bit);
  if ((facts.needed.at(number) & bit) === 0) return;
  noteProcessed(facts.poison, number, bit, row.processedAtMs);
  facts.backlog.get(row.service)!.change(row.processedAtMs, -1);
  if (row.processedAtMs < facts.publishedAtMs.at(number) - context.clockToleranceMs) facts.beforeCause += 1;
}

function deadLetterCount(facts: MessageFacts, topic: string): { outbox: number; topic: number } {
  const known = facts.deadLetters.get(topic);
  if (known !== undefined) return known;
  const created = { outbox: 0, topic: 0 };
  facts.deadLetters.set(topic, created);
  return created;
}
