/** Poison that was put into topics, the dead letters that there are, and how long poison kept what came after it waiting. */
import type { FaultRecord, InjectedPoison, TopicEvent } from '../../evidence/records.ts';
import { consumersIn } from './consumers.ts';

/** A dead letter: of whom, and of which message. */
export type DeadLetter = {
  topic: string;
  /** `topic/partition/offset`; null when the letter does not say. */
  from: string | null;
  because: string | null;
  key: string;
  orderId: string;
};

/** The first message after a poison one that somebody needs: who waits for it, and since when. */
export type Neighbour = { poison: string; publishedAtMs: number; needed: number; waitedMs: number };

export type PoisonFacts = {
  /** What was injected, by its place. */
  injected: Map<string, InjectedPoison>;
  deadLetters: DeadLetter[];
  /** By the number of the event. */
  neighbours: Map<number, Neighbour>;
  /** Places of poison after which no message that is needed was found yet, by `topic/partition`. */
  followed: Map<string, { place: string; offset: number }[]>;
};

export const placeOf = (topic: string, partition: number, offset: number): string =>
  `${topic}/${partition}/${offset}`;

export function openPoison(faults: Iterable<FaultRecord>): PoisonFacts {
  const facts: PoisonFacts = {
    injected: new Map(),
    deadLetters: [],
    neighbours: new Map(),
    followed: new Map(),
  };
  for (const { injected = [] } of faults) {
    for (const poison of injected) {
      const { topic, partition, offset } = poison;
      facts.injected.set(placeOf(topic, partition, offset), poison);
      const partitionName = `${topic}/${partition}`;
      const inPartition = facts.followed.get(partitionName) ?? [];
      inPartition.push({ place: placeOf(topic, partition, offset), offset });
      facts.followed.set(partitionName, inPartition);
    }
  }
  return facts;
}

export const isPoison = ({ injected }: PoisonFacts, { topic, partition, offset }: TopicEvent): boolean =>
  injected.size > 0 && injected.has(placeOf(topic, partition, offset));

export function noteDeadLetter(facts: PoisonFacts, event: TopicEvent): void {
  const { topic, from = null, because = null, key, orderId } = event;
  facts.deadLetters.push({ topic, from, because, key, orderId });
}

/** Notes a message that is needed, when it is the first one after poison. */
export function noteNeighbour(facts: PoisonFacts, event: TopicEvent, number: number, needed: number): void {
  if (facts.followed.size === 0 || needed === 0) return;
  const inPartition = facts.followed.get(`${event.topic}/${event.partition}`);
  const before = inPartition?.filter(({ offset }) => offset < event.offset) ?? [];
  if (before.length === 0) return;
  const poison = before.map(({ place }) => place).join(', ');
  facts.neighbours.set(number, { poison, publishedAtMs: event.brokerMs, needed, waitedMs: 0 });
  facts.followed.set(
    `${event.topic}/${event.partition}`,
    inPartition!.filter((one) => !before.includes(one)),
  );
}

/** Notes that one of those who need a message has processed it. */
export function noteProcessed(facts: PoisonFacts, number: number, bit: number, processedAtMs: number): void {
  const neighbour = facts.neighbours.get(number);
  if (neighbour === undefined) return;
  neighbour.needed &= ~bit;
  neighbour.waitedMs = Math.max(neighbour.waitedMs, processedAtMs - neighbour.publishedAtMs);
}

/** Those who never processed a message, as services. */
export const stillWaiting = ({ needed }: Neighbour): readonly string[] => consumersIn(needed);
