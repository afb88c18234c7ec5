/** Creates the topics: the one place that may. The services can't (`allowAutoTopicCreation`), nor does the broker. */
import { type Admin, Kafka, logLevel } from 'kafkajs';
// For its mending of kafkajs's idle timers, which warn when a client is idle.
import '../kafka.ts';
import { TOPIC_PARTITIONS } from '../topics.ts';

export type TopicsAdmin = {
  /**
   * One try to have every topic usable: creates those that are not there.
   * @returns null when each partition has a leader and consumer groups can be formed, else why not yet
   */
  create(): Promise<Error | null>;
  close(): Promise<void>;
};

export function connectTopicsAdmin(brokers: string): TopicsAdmin {
  const kafka = new Kafka({
    clientId: 'topics',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    // Tried again by the caller, with a bound that includes a broker that is not up yet.
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  return {
    async create() {
      try {
        await admin.connect();
        if (!(await createMissing(admin))) return new Error('a partition has no leader yet');
        // Makes the broker create its topic of offsets, which the first consumers would else wait for.
        await admin.fetchOffsets({ groupId: 'topics' });
        return null;
      } catch (error) {
        // Its error classes can't be imported by name from an ES module.
        if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) throw error;
        return error;
      }
    },
    close: () => admin.disconnect(),
  };
}

/** @returns whether every partition of every topic has a leader */
async function createMissing(admin: Admin): Promise<boolean> {
  const existing = new Set(await admin.listTopics());
  const topics = [...TOPIC_PARTITIONS]
    .filter(([topic]) => !existing.has(topic))
    .map(([topic, numPartitions]) => ({ topic, numPartitions }));
  if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
  const { topics: described } = await admin.fetchTopicMetadata({ topics: [...TOPIC_PARTITIONS.keys()] });
  return described.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
}
