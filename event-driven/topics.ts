/** Which topics there are, and which facts each holds. One is written by its owner only; the key is what the fact is about. */
import type { Event } from './schemas/generated/breakfast/v1/events_pb.js';

/** Anything that can become true, as the schema names it: `orderPlaced`, … */
export type FactName = NonNullable<Event['fact']['case']>;

/** Key: the order id; on `customers` the customer id. */
export const TOPICS = ['orders', 'stock', 'payments', 'deliveries', 'customers'] as const;
export type Topic = (typeof TOPICS)[number];

export const TOPIC_OF: Record<FactName, Topic> = {
  orderPlaced: 'orders',
  orderConfirmed: 'orders',
  orderRejected: 'orders',
  stockReserved: 'stock',
  stockRejected: 'stock',
  stockReleased: 'stock',
  paymentTaken: 'payments',
  paymentDeclined: 'payments',
  paymentRefunded: 'payments',
  deliveryBooked: 'deliveries',
  deliveryRefused: 'deliveries',
  deliveryRedirected: 'deliveries',
  customerChanged: 'customers',
};

/** The services that consume: each is a consumer group of its own name. */
export const CONSUMERS = ['orders', 'stock', 'payments', 'delivery'] as const;

/** Where a consuming service puts what it can not handle. */
export const deadLetterTopic = (service: string): string => `${service}.dead-letters`;
export const DEAD_LETTER_TOPICS = CONSUMERS.map(deadLetterTopic);

/** Topics by name, with their number of partitions. */
export const TOPIC_PARTITIONS: ReadonlyMap<string, number> = new Map([
  ...TOPICS.map((name) => [name, 3] as const),
  ...DEAD_LETTER_TOPICS.map((name) => [name, 1] as const),
]);
