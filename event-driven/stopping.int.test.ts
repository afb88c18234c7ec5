/** SIGTERM when Kafka has died under the services' hands. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/wait-until.ts';
import {
  DECIDED_WITHIN,
  SERVICES,
  startTestKitchen,
  TEST_WITHIN_MS,
  type TestKitchen,
} from './testing/kitchen.ts';
import { STARTS_WITHIN_MS } from './testing/runtime.ts';

let kitchen: TestKitchen;
beforeAll(async () => {
  kitchen = await startTestKitchen();
}, STARTS_WITHIN_MS);
afterEach(async () => {
  const { runtime } = kitchen;
  await runtime.resume('bank');
  await runtime.start('kafka');
  await Promise.all(SERVICES.map((role) => runtime.start(role)));
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

/** Kills Kafka, then ends all services; each is to end by itself, within the bound that it keeps for itself. */
async function endWithoutKafka(placing: Promise<unknown>): Promise<void> {
  const { runtime } = kitchen;
  await runtime.kill('kafka');
  await placing; // accepted without Kafka
  const exits = await Promise.all(
    SERVICES.map(async (role) => {
      const { code, signal } = await runtime.stop(role);
      return { role, code, signal };
    }),
  );
  // One that is not done within the bound ends itself with 1; the runtime, later still, with SIGKILL.
  expect(exits).toEqual(SERVICES.map((role) => ({ role, code: 0, signal: null })));
}

test(
  'given services that consume, when Kafka is killed and they get SIGTERM, then each ends in order and in time',
  async () => {
    const placed = Array.from({ length: 300 }, () => kitchen.place());
    // In the middle: some are accepted, and each consumer has something in its hands or on its way.
    await Promise.race(placed);
    await endWithoutKafka(Promise.all(placed));
  },
  TEST_WITHIN_MS,
);

test(
  'given a bank that hangs as well, then payments, too, ends in order and in time',
  async () => {
    await kitchen.runtime.pause('bank');
    const orderId = await kitchen.place();
    const isReserved = async () =>
      (await kitchen.states('stock', 'reservations', [orderId])).reserved === 1 &&
      (await kitchen.unpublished('stock')) === 0;
    expect(await waitUntil(isReserved, DECIDED_WITHIN)).toBe(true);
    await endWithoutKafka(kitchen.place());
  },
  TEST_WITHIN_MS,
);
