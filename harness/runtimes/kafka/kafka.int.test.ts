import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { TOPIC_PARTITIONS } from '../../../event-driven/topics.ts';
import { EXIT, LabError } from '../../errors.ts';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { type Janitor, startJanitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { type Command, startProcess } from '../processes/managed-process.ts';
import { baseEnvironment } from '../service-program.ts';
import { createKafka, type KafkaBroker } from './kafka.ts';

let temporary: string;
let janitor: Janitor;
let broker: KafkaBroker;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'kafka-'));
  janitor = await startJanitor();
  const { java, kafkaLibs: libs } = await ensureTools(['java', 'kafkaLibs'], silentProgress);
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  broker = createKafka({
    java,
    libs,
    environment: baseEnvironment(janitor.marker),
    dataFolder: join(temporary, 'data/kafka'),
    logFile: join(temporary, 'kafka.log'),
    port,
    controllerPort,
  });
}, 600_000);
afterAll(async () => {
  await janitor.close();
  rmSync(temporary, { recursive: true, force: true });
});

async function withAdmin<Answer>(ask: (admin: Admin) => Promise<Answer>): Promise<Answer> {
  const admin = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

describe('Kafka', () => {
  test('started, killed and started again: all topics are there, and what was written stays', async () => {
    const first = await startProcess(await broker.command());
    await broker.ready(first);
    const { topics } = await withAdmin((admin) =>
      admin.fetchTopicMetadata({ topics: [...TOPIC_PARTITIONS.keys()] }),
    );
    expect(new Map(topics.map(({ name, partitions }) => [name, partitions.length]))).toEqual(
      TOPIC_PARTITIONS,
    );
    const producer = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: 'orders', messages: [{ partition: 0, value: 'egg' }] });
    await producer.disconnect();

    first.signal('SIGKILL');
    await first.exited;
    const second = await startProcess(await broker.command());
    await broker.ready(second);

    const offsets = await withAdmin((admin) => admin.fetchTopicOffsets('orders'));
    expect(offsets.find(({ partition }) => partition === 0)?.high).toBe('1');
    second.signal('SIGKILL');
    await second.exited;
  }, 600_000);

  test('a broker that ends at once: says so, with the last lines of its log', async () => {
    const command = await broker.command();
    const details = await detailsOfFailure({ ...command, arguments: ['-XX:NoSuchOption'] });
    expect(details).toContain('NoSuchOption');
  }, 120_000);

  test('its port taken between choice and start: says so, with the last lines of its log', async () => {
    const command = await broker.command();
    const [host, port] = broker.brokers.split(':');
    const other = createServer((socket) => void socket.destroy()).listen(Number(port), host);
    await once(other, 'listening');
    const details = await detailsOfFailure(command);
    other.close();
    expect(details).toContain('Address already in use');
  }, 120_000);
});

async function detailsOfFailure(command: Command): Promise<string> {
  const ended = await startProcess(command);
  const error = await broker.ready(ended).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ exitCode: EXIT.unavailable, message: 'Kafka does not come up.' });
  expect(ended.exit()).toBeDefined();
  return (error as LabError).details.join('\n');
}
