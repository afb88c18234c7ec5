import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Broker, startBroker } from '../harness/runtimes/testing/broker.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { connectKafka } from './kafka.ts';
import type { ConsumedMessage, Consumer, ConsumerOptions, Producer } from './messaging.ts';
import { message } from './testing/given.ts';
import { silentLog } from './testing/silent.ts';

const BOUND = { timeoutMs: 30_000, everyMs: 20 };
/** A member that crashed is missed only when its session has run out. */
jest.setTimeout(2 * BOUND.timeoutMs);

let broker: Broker;
let kafka: ReturnType<typeof connectKafka>;
let producer: Producer;
const failures: unknown[] = [];
const consumers: Consumer[] = [];

beforeAll(async () => {
  broker = await startBroker();
  kafka = connectKafka({
    brokers: broker.brokers,
    clientId: 'test',
    log: silentLog,
    fail: (error) => void failures.push(error),
  });
  producer = kafka.producer();
}, 600_000);
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  failures.length = 0;
});
afterAll(async () => {
  await producer.disconnect();
  await broker.close();
});

/** A consumer that is a member of its group by now (or has failed already), and what it was given, fetch by fetch. */
async function consume(group: string, options: Partial<ConsumerOptions> = {}) {
  const fetches: ConsumedMessage[][] = [];
  const consumer = kafka.consumer({
    group,
    topics: ['stock'],
    commit: 'after-work',
    handle: async (messages) => {
      fetches.push([...messages]);
      return [];
    },
    ...options,
  });
  consumers.push(consumer);
  expect(consumer.notReady()).not.toBeNull();
  consumer.start();
  const begun = () => consumer.notReady() === null || failures.length > 0;
  expect(await waitUntil(begun, BOUND)).toBe(true);
  const keys = (): string[] => fetches.flat().map(({ key }) => key);
  const until = (key: string) => waitUntil(() => keys().includes(key), BOUND);
  return { consumer, fetches, keys, until };
}

const booked = (key: string) => message(key, { case: 'deliveryBooked', value: { address: '1 Road' } });
const released = (key: string) => message(key, { case: 'stockReleased', value: {} });

describe('a message', () => {
  test('arrives with its key, its type and its bytes', async () => {
    const sent = released(randomUUID());
    await producer.send([sent]);
    const { fetches, until } = await consume(randomUUID());
    expect(await until(sent.key)).toBe(true);
    const arrived = fetches.flat().find(({ key }) => key === sent.key);
    expect(arrived).toMatchObject({ topic: 'stock', type: 'StockReleased' });
    expect(Buffer.from(arrived!.bytes)).toEqual(sent.payload);
  });

  test('to a topic that is not there is refused as unavailable', async () => {
    const lost = { ...released('a'), topic: 'nowhere' };
    await expect(producer.send([lost])).rejects.toMatchObject({ kind: 'unavailable', effect: 'unknown' });
  });
});

describe('a consumer', () => {
  test('is given what lies in several partitions at once', async () => {
    const sent = Array.from({ length: 30 }, () => released(randomUUID()));
    await producer.send(sent);
    const { fetches, until } = await consume(randomUUID());
    for (const { key } of sent) expect(await until(key)).toBe(true);
    const together = fetches.filter((fetch) => new Set(fetch.map(({ partition }) => partition)).size > 1);
    expect(together.length).toBeGreaterThan(0);
  });

  test('that stopped after its work is followed by one that goes on where it was', async () => {
    const group = randomUUID();
    const [before, after] = [released(randomUUID()), released(randomUUID())];
    await producer.send([before]);
    const first = await consume(group);
    await first.until(before.key);
    await first.consumer.stop();
    await producer.send([after]);
    const second = await consume(group);
    expect(await second.until(after.key)).toBe(true);
    expect(second.keys()).toEqual([after.key]);
  });

  test('that is stuck at a message gets it again and again, while the other partitions go on', async () => {
    const sent = Array.from({ length: 30 }, () => booked(randomUUID()));
    await producer.send(sent);
    const given: ConsumedMessage[] = [];
    const stuckAt = (key: string) => key === sent[0]!.key;
    const group = randomUUID();
    const { consumer } = await consume(group, {
      topics: ['deliveries'],
      handle: async (messages) => {
        given.push(...messages);
        return messages.filter(({ key }) => stuckAt(key));
      },
    });
    const times = (key: string): number => given.filter((message) => message.key === key).length;
    expect(await waitUntil(() => times(sent[0]!.key) >= 3, BOUND)).toBe(true);
    const { partition } = given.find(({ key }) => stuckAt(key))!;
    const elsewhere = given.filter((message) => message.partition !== partition);
    expect(elsewhere.length).toBeGreaterThan(0);
    for (const { key } of elsewhere) expect(times(key)).toBe(1);
    await consumer.stop();
    const next = await consume(group, { topics: ['deliveries'] });
    expect(await next.until(sent[0]!.key)).toBe(true);
  });

  test('that stopped in the middle of its work leaves it to the next', async () => {
    const group = randomUUID();
    const sent = released(randomUUID());
    await producer.send([sent]);
    const begun = Promise.withResolvers<void>();
    const first = await consume(group, {
      handle: (_messages, signal) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    await begun.promise;
    await first.consumer.stop();
    const second = await consume(group);
    expect(await second.until(sent.key)).toBe(true);
    expect(failures).toEqual([]);
  });

  test('whose handler fails for no reason of ours ends the process, and its message comes again', async () => {
    const group = randomUUID();
    const sent = released(randomUUID());
    await producer.send([sent]);
    const first = await consume(group, { handle: () => Promise.reject(new TypeError('a bug')) });
    expect(await waitUntil(() => failures.length > 0, BOUND)).toBe(true);
    await first.consumer.stop();
    failures.length = 0;
    const second = await consume(group);
    expect(await second.until(sent.key)).toBe(true);
  });

  test('that commits before its work loses what it was doing: the mutant bites', async () => {
    const group = randomUUID();
    // A topic of its own, so that one fetch brings all there is.
    const [lost, next] = [booked(randomUUID()), booked(randomUUID())];
    await producer.send([lost]);
    const first = await consume(group, {
      topics: [lost.topic],
      commit: 'before-work',
      handle: () => Promise.reject(new Error('died at work')),
    });
    expect(await waitUntil(() => failures.length > 0, BOUND)).toBe(true);
    await first.consumer.stop();
    failures.length = 0;
    await producer.send([next]);
    const second = await consume(group, { topics: [lost.topic] });
    expect(await second.until(next.key)).toBe(true);
    expect(second.keys()).toEqual([next.key]);
  });
});
