/**
 * The topics of the event-driven kitchen. With harness/evidence/kafka-topics.ts the only place in the harness that
 * knows kafkajs.
 */
import { type Admin, Kafka, logLevel } from 'kafkajs';
// For its mending of kafkajs's idle timers, which warn when a client is idle.
import '../../../event-driven/kafka.ts';
import { EXIT, LabError } from '../../errors.ts';
import { DEAD_LETTER_TOPICS, PARTITIONS, TOPICS } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';

const TRY_EVERY_MS = 50;

/** Topics by name, with their number of partitions. */
export const TOPIC_PARTITIONS: ReadonlyMap<string, number> = new Map([
  ...TOPICS.map((name) => [name, PARTITIONS] as const),
  ...DEAD_LETTER_TOPICS.map((name) => [name, 1] as const),
]);

/**
 * Waits for the broker, creates the topics that are not there, and returns when every partition has a leader and
 * consumer groups can be formed.
 * @throws {LabError} when that takes longer than the bound, or as soon as `gone` says that the broker has ended
 */
export async function createTopics(
  brokers: string,
  options: { timeoutMs: number; gone: () => boolean },
): Promise<void> {
  const kafka = new Kafka({
    clientId: 'harness',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    // Tried again here, with a bound that includes a broker that is not up yet.
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  let problem: unknown;
  const done = await waitUntil(
    async () => {
      if (options.gone()) return 'gone' as const;
      try {
        await admin.connect();
        if (!(await createMissing(admin))) return undefined;
        // Makes the broker create its topic of offsets, which the first consumers would else wait for.
        await admin.fetchOffsets({ groupId: 'harness' });
        return 'ready' as const;
      } catch (error) {
        // Its error classes can't be imported by name from an ES module.
        if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) throw error;
        problem = error;
        return undefined;
      }
    },
    { timeoutMs: options.timeoutMs, everyMs: TRY_EVERY_MS },
  );
  await admin.disconnect();
  if (done !== 'ready') throw new LabError(EXIT.unavailable, 'Kafka does not come up.', { cause: problem });
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
