/** The harness's own hand in the event side's log: writes what no service has said, and follows what is written. Knows kafkajs. */
import { randomUUID } from 'node:crypto';
import { type EachMessagePayload, Kafka, logLevel, Partitioners } from 'kafkajs';
// Mends kafkajs's idle timers, too.
import { endsOf } from '../../../event-driven/lag/groups.ts';
import { READER_GROUP } from '../../evidence/kafka-topics.ts';

const JOINS_WITHIN_MS = 10_000;
const FETCH_WAIT_MS = 50;

export type Written = {
  topic: string;
  key: Buffer | string;
  value: Buffer;
  headers: EachMessagePayload['message']['headers'];
  partition?: number;
};
export type Found = Written & { key: Buffer; partition: number; offset: number };

export type TopicClient = {
  /** Resolves when the broker has it. @throws when it is refused, with the broker's own word for why */
  write(message: Written): Promise<void>;
  /** Tells of every message of these topics from now on. Resolves when it has begun; may be called once. */
  follow(topics: readonly string[], onMessage: (message: Found) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

export async function connectToTopics(brokers: string): Promise<TopicClient> {
  const kafka = new Kafka({
    clientId: 'harness-faults',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
  });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  const groupId = `${READER_GROUP}-of-faults-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: FETCH_WAIT_MS });
  await producer.connect();
  let follows = false;

  return {
    async write({ topic, ...message }) {
      const headers = message.headers ?? {};
      await producer.send({ topic, acks: -1, messages: [{ ...message, headers }] });
    },

    async follow(topics, onMessage) {
      follows = true;
      const admin = kafka.admin();
      await admin.connect();
      // Where each begins, from before the group joins: a consumer that starts at the latest misses what comes meanwhile.
      const ends = await endsOf(admin, topics);
      await admin.disconnect();
      const { promise: joined, resolve, reject } = Promise.withResolvers<void>();
      const late = setTimeout(() => reject(new Error('The log can not be followed.')), JOINS_WITHIN_MS);
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics] });
      await consumer.run({
        autoCommit: false,
        async eachMessage({ topic, partition, message }) {
          const { key, value, headers } = message;
          const offset = Number(message.offset);
          if (key === null || value === null || offset < ends.get(topic)![partition]!) return;
          await onMessage({ topic, partition, offset, key, value, headers });
        },
      });
      for (const [topic, partitions] of ends)
        for (const [partition, end] of partitions.entries())
          consumer.seek({ topic, partition, offset: String(end) });
      await joined.finally(() => clearTimeout(late));
    },

    async close() {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
      if (!follows) return;
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteGroups([groupId]).finally(() => admin.disconnect());
    },
  };
}
