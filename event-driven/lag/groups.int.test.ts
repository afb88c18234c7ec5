import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Runtime } from '../../harness/runtimes/runtime.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { connectKafka } from '../kafka.ts';
import { message } from '../testing/given.ts';
import { STARTS_WITHIN_MS, testRuntime } from '../testing/runtime.ts';
import { silentLog } from '../testing/silent.ts';
import { connectGroupView, type GroupView } from './groups.ts';

const BOUND = { timeoutMs: 30_000, everyMs: 50 };
jest.setTimeout(4 * BOUND.timeoutMs);

let runtime: Runtime;
let kafka: ReturnType<typeof connectKafka>;
let view: GroupView;

beforeAll(async () => {
  runtime = await testRuntime([]);
  await runtime.start('kafka');
  const brokers = runtime.access.kafkaBrokers();
  kafka = connectKafka({ brokers, clientId: 'test', log: silentLog, fail: () => undefined });
  view = connectGroupView(brokers, ['stock']);
}, STARTS_WITHIN_MS);
afterAll(async () => {
  await view.close();
  await runtime.close();
});

/** Messages that the group has not committed; undefined while Kafka does not tell. */
async function lag(): Promise<number | undefined> {
  try {
    const { places } = await view.look();
    return places.reduce((sum, { committed, end }) => sum + end - committed, 0);
  } catch {
    return undefined;
  }
}

const members = async (): Promise<number> => (await view.look()).groups[0]!.members.length;

/** A consumer of `orders` in the group `stock`. */
function consumer() {
  return kafka.consumer({
    group: 'stock',
    topics: ['orders'],
    commit: 'after-work',
    handle: async () => [],
  });
}

const order = (key: string) => message(key, { case: 'orderConfirmed', value: {} });

test('lag of a group: nothing while it consumes, grows when its consumer is gone, and is known after Kafka died', async () => {
  expect(await view.look()).toMatchObject({ groups: [{ group: 'stock', members: [] }], places: [] });

  const producer = kafka.producer();
  const consuming = consumer();
  consuming.start();
  expect(await waitUntil(async () => (await members()) === 1, BOUND)).toBe(true);
  await producer.send([order('a'), order('b')]);
  expect(await waitUntil(async () => (await lag()) === 0, BOUND)).toBe(true);
  expect((await view.look()).places.reduce((sum, { end }) => sum + end, 0)).toBe(2);

  await consuming.stop();
  expect(await members()).toBe(0);
  await producer.send([order('a'), order('b'), order('c')]);
  expect(await lag()).toBe(3);
  await producer.disconnect();

  const newcomer = connectGroupView(runtime.access.kafkaBrokers(), ['stock']);
  const { places } = await newcomer.look();
  expect(places.reduce((sum, { committed, end }) => sum + end - committed, 0)).toBe(3);
  await newcomer.close();

  await runtime.kill('kafka');
  expect(await lag()).toBeUndefined();
  await runtime.start('kafka');
  expect(await waitUntil(async () => (await lag()) === 3, BOUND)).toBe(true);
});
