/** The messages of a hand-written order on the event side: its facts, as outbox rows, in their topics, and read by all who need them. */
import type { InboxRow, OutboxRow, TopicEvent } from '../../evidence/records.ts';
import { consumersIn, consumersOf } from '../fold/consumers.ts';
import type { OrderStory } from './order-story.ts';

export type OrderMessages = {
  events: Omit<TopicEvent, 'offset'>[];
  outbox: OutboxRow[];
  inbox: InboxRow[];
};

const TOPIC_OF_FACT: Record<string, string> = {
  Order: 'orders',
  Stock: 'stock',
  Payment: 'payments',
  Delivery: 'deliveries',
};
const SERVICE_OF_TOPIC: Record<string, string> = { deliveries: 'delivery' };
const topicOf = (type: string): string => TOPIC_OF_FACT[type.match(/^[A-Z][a-z]+/)![0]]!;

export function messagesOf(
  story: OrderStory,
  orderId: string,
  at: (step: number) => number,
  id: (kind: number, which: number) => string,
): OrderMessages {
  const events = story.facts.map((type, which) => ({
    topic: topicOf(type),
    partition: 0,
    brokerMs: at(which + 1) + 1,
    key: orderId,
    eventId: id(4, which),
    orderId,
    causationId: which === 0 ? '' : id(4, which - 1),
    type,
    occurredAtMs: at(which + 1),
  }));
  return {
    events,
    outbox: events.map(({ eventId, topic, occurredAtMs, brokerMs }) => ({
      service: SERVICE_OF_TOPIC[topic] ?? topic,
      eventId,
      topic,
      key: orderId,
      createdAtMs: occurredAtMs,
      publishedAtMs: brokerMs,
    })),
    inbox: events.flatMap(({ eventId, topic, type, brokerMs }) =>
      consumersIn(consumersOf(type)).map((service) => ({
        service,
        eventId,
        topic,
        outcome: 'done',
        processedAtMs: brokerMs + 3,
      })),
    ),
  };
}
