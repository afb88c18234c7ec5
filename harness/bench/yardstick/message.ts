/** A bare message: one produce and one consume, a message at a time, by kafkajs. */
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const TOPIC = 'orders';
const VALUE = Buffer.alloc(200, 'x');
const FETCH_WAIT_MS = 500;
const COMMIT_EVERY_MS = 500;

export async function prepareMessage(brokers: string): Promise<() => Promise<void>> {
  const kafka = new Kafka({ clientId: 'yardstick', brokers: [brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const consumer = kafka.consumer({
    groupId: `yardstick-${process.pid}`,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    minBytes: 1,
  });
  /** Waits for their message to come back. */
  const waiting = new Map<string, () => void>();
  await producer.connect();
  await consumer.connect();
  // Else a message that is sent before the consumer has asked where the log ends would never come.
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  const joined = new Promise<void>(
    (resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
  );
  await consumer.run({
    autoCommitInterval: COMMIT_EVERY_MS,
    eachMessage: async ({ message }) => {
      const key = message.key!.toString();
      waiting.get(key)?.();
      waiting.delete(key);
    },
  });
  await joined;

  let count = 0;
  return async () => {
    const key = String(count++);
    const consumed = new Promise<void>((resolve) => void waiting.set(key, resolve));
    await producer.send({ topic: TOPIC, acks: -1, messages: [{ key, value: VALUE }] });
    await consumed;
  };
}
