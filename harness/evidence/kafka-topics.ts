/** The event side's log as the harness sees it: how far groups have come, and every message from offset 0. Knows kafkajs. */
import { fromBinary } from '@bufbuild/protobuf';
import { type Batch, Kafka, logLevel } from 'kafkajs';
// Mends kafkajs's idle timers, too: they would cost CPU and warnings here as well.
import { describeGroups, endsOf, placesOf } from '../../event-driven/lag/groups.ts';
import { type Event, EventSchema } from '../../event-driven/schemas/generated/breakfast/v1/events_pb.js';
import { DEAD_LETTER_TOPICS, TOPICS } from '../../event-driven/topics.ts';
import { EXIT, LabError } from '../errors.ts';
import type { GroupOffset, TopicEvent } from './records.ts';

const READ_WITHIN_MS = 60_000;
const FETCH_BYTES = 4 * 1024 * 1024;
/** Groups of the harness itself begin so. */
export const READER_GROUP = 'evidence';

export type Topics = {
  /** Every group's place in every partition that it consumes; null while a group is without members, or between them. */
  groupOffsets(): Promise<GroupOffset[] | null>;
  /** All messages up to the logs' ends at this moment, in batches. */
  read(write: (events: TopicEvent[]) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const clientOf = (brokers: string): Kafka =>
  new Kafka({
    clientId: 'harness',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 10 },
  });

/** Where the log of each partition ends, by `topic/partition`. */
export async function topicEnds(brokers: string): Promise<Map<string, number>> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const topics = [...TOPICS, ...DEAD_LETTER_TOPICS].filter((topic) => present.has(topic));
    const ends = await endsOf(admin, topics);
    return new Map([...ends].flatMap(([topic, of]) => of.map((end, at) => [`${topic}/${at}`, end] as const)));
  } finally {
    await admin.disconnect();
  }
}

export async function openTopics(brokers: string): Promise<Topics> {
  const kafka = clientOf(brokers);
  const admin = kafka.admin();
  await admin.connect();

  async function groupOffsets(): Promise<GroupOffset[] | null> {
    const { groups } = await admin.listGroups();
    const names = groups.map(({ groupId }) => groupId).filter((group) => !group.startsWith(READER_GROUP));
    const offsets: GroupOffset[] = [];
    for (const { group, state, topics } of await describeGroups(admin, names)) {
      if (state !== 'Stable') return null;
      offsets.push(...(await placesOf(admin, group, topics)));
    }
    return offsets;
  }

  async function read(write: (events: TopicEvent[]) => Promise<void>): Promise<void> {
    const present = new Set(await admin.listTopics());
    const topics = [...TOPICS, ...DEAD_LETTER_TOPICS].filter((topic) => present.has(topic));
    const unread = new Map<string, number>();
    for (const [topic, partitions] of await endsOf(admin, topics)) {
      for (const [partition, end] of partitions.entries())
        if (end > 0) unread.set(`${topic}/${partition}`, end);
    }
    if (unread.size === 0) return;

    const consumer = kafka.consumer({
      groupId: READER_GROUP,
      maxBytesPerPartition: FETCH_BYTES,
      maxWaitTimeInMs: 100,
    });
    const { promise: allRead, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(() => {
      const message = `The topics could not be read to their ends within ${READ_WITHIN_MS / 1000} s.`;
      reject(new LabError(EXIT.failed, message, { details: [...unread.keys()] }));
    }, READ_WITHIN_MS);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        async eachBatch({ batch }) {
          const place = `${batch.topic}/${batch.partition}`;
          const end = unread.get(place) ?? 0;
          await write(eventsOf(batch).filter(({ offset }) => offset < end));
          if (Number(batch.lastOffset()) + 1 >= end) unread.delete(place);
          if (unread.size === 0) resolve();
        },
      });
      await allRead;
    } finally {
      clearTimeout(late);
      await consumer.disconnect();
    }
  }

  return { groupOffsets, read, close: () => admin.disconnect() };
}

/** What lies in a topic, as consumers are told of it: by its headers before its bytes. */
export function eventsOf({
  topic,
  partition,
  messages,
}: Pick<Batch, 'topic' | 'partition' | 'messages'>): TopicEvent[] {
  return messages.map(({ offset, timestamp, key, value, headers }) => {
    const event = eventIn(value);
    return {
      topic,
      partition,
      offset: Number(offset),
      brokerMs: Number(timestamp),
      key: key?.toString() ?? '',
      // Of bytes that are no event, only their dead letter says which id they were given.
      eventId: event?.eventId ?? headers?.['event-id']?.toString() ?? '',
      orderId: event?.orderId ?? '',
      causationId: event?.causationId ?? '',
      // Whoever does not know the type that it says skips it unread, whatever is in it.
      type: headers?.type?.toString() ?? event?.fact.value?.$typeName.split('.').at(-1) ?? 'unknown',
      occurredAtMs: Number(event?.occurredAtMs ?? timestamp),
      ...(headers?.from === undefined
        ? {}
        : { from: headers.from.toString(), because: headers.because?.toString() ?? '' }),
    };
  });
}

/** The event in these bytes. Poison has none in it; it is evidence all the same. */
export function eventIn(value: Buffer | null): Event | undefined {
  if (value === null) return undefined;
  try {
    return fromBinary(EventSchema, value);
  } catch {
    return undefined;
  }
}
