/** Poison that was put into topics, the dead letters that there are, and how long poison kept what came after it waiting. */
import type { FaultRecord, TopicEvent } from '../../evidence/records.ts';
import { consumersOf } from './consumers.ts';

/** A dead letter: of whom, and of which message. */
export type DeadLetter = Required<
  Pick<TopicEvent, 'topic' | 'eventId' | 'key' | 'orderId' | 'from' | 'because'>
>;

/** Poison as it lies in its topic. */
export type Poison = { place: string; eventId: string; mustBeBuried: boolean };

/** The first message after poison that somebody needs: who waits for it still, and how long others did. */
export type Neighbour = { poison: string; publishedAtMs: number; waiting: number; waitedMs: number };

export type PoisonFacts = {
  /** The keys under which it was injected: bytes that are no event have no id. */
  injected: Set<string>;
  found: Poison[];
  deadLetters: DeadLetter[];
  /** By the number of the event. */
  neighbours: Map<number, Neighbour>;
  /** By partition: the poison after which no message was found yet that somebody needs. */
  last: Map<string, string>;
};

const POISON = 'poison';
/** Its header says nothing, or the bytes are no event. */
const UNKNOWN_TYPE = 'unknown';

export function openPoison(faults: Iterable<FaultRecord>): PoisonFacts {
  const injected = [...faults]
    .filter(({ fault }) => fault === POISON)
    .flatMap((record) => record.injected ?? []);
  return {
    ...{ injected: new Set(injected), found: [], deadLetters: [] },
    ...{ neighbours: new Map(), last: new Map() },
  };
}

const partitionOf = ({ topic, partition }: TopicEvent): string => `${topic}/${partition}`;
const placeOf = (event: TopicEvent): string => `${partitionOf(event)}/${event.offset}`;

/** Notes poison in its topic; false when the message is none. */
export function notePoison(facts: PoisonFacts, event: TopicEvent): boolean {
  const { eventId, key, type } = event;
  if (!facts.injected.has(key)) return false;
  const place = placeOf(event);
  // Who has no reaction to a type ignores it; what does not say its type is looked at by everybody.
  const mustBeBuried = type === UNKNOWN_TYPE || consumersOf(type) !== 0;
  facts.found.push({ place, eventId, mustBeBuried });
  facts.last.set(partitionOf(event), place);
  return true;
}

export function noteDeadLetter(facts: PoisonFacts, event: TopicEvent): void {
  const { topic, eventId, key, orderId, from = '', because = '' } = event;
  facts.deadLetters.push({ topic, eventId, key, orderId, from, because });
}

/** Notes a message that is needed, when it is the first one after poison. */
export function noteNeighbour(facts: PoisonFacts, event: TopicEvent, number: number, needed: number): void {
  if (facts.last.size === 0 || needed === 0) return;
  const poison = facts.last.get(partitionOf(event));
  if (poison === undefined) return;
  facts.last.delete(partitionOf(event));
  facts.neighbours.set(number, { poison, publishedAtMs: event.brokerMs, waiting: needed, waitedMs: 0 });
}

/** Notes that one of those who need a message has processed it. */
export function noteProcessed(facts: PoisonFacts, number: number, bit: number, processedAtMs: number): void {
  const neighbour = facts.neighbours.get(number);
  if (neighbour === undefined) return;
  neighbour.waiting &= ~bit;
  neighbour.waitedMs = Math.max(neighbour.waitedMs, processedAtMs - neighbour.publishedAtMs);
}
