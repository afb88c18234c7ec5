/** All services together with real servers: every one of them is killed in the middle, and poison lies in between. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/wait-until.ts';
import { message } from './testing/given.ts';
import {
  CONSUMERS,
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
afterAll(() => kitchen.close());

describe('the kitchen', () => {
  test(
    'given each service killed while orders come in, then every order is decided, once, and all is published',
    async () => {
      const { runtime, states } = kitchen;
      const placed: Promise<string>[] = [];
      const killedAndBack: Promise<unknown>[] = [];
      for (const role of CONSUMERS) {
        for (let count = 0; count < 30; count += 1)
          placed.push(kitchen.place({ cardToken: count % 10 === 0 ? 'tok_declined' : 'tok_ok' }));
        // In the middle: as soon as some of them, not all, are through.
        await Promise.race(placed.slice(-30));
        await runtime.kill(role);
        killedAndBack.push(runtime.start(role));
      }
      await Promise.all(killedAndBack);
      const orderIds = await Promise.all(placed);

      expect(await kitchen.decided(orderIds)).toBe(true);
      expect(await states('orders', 'orders', orderIds)).toEqual({ confirmed: 108, rejected: 12 });
      expect(await states('delivery', 'deliveries', orderIds)).toEqual({ booked: 108 });
      expect(await states('payments', 'payments', orderIds)).toEqual({ captured: 108, declined: 12 });
      const settled = async () => {
        const { released, reserved } = await states('stock', 'reservations', orderIds);
        return released === 12 && reserved === 108;
      };
      expect(await waitUntil(settled, DECIDED_WITHIN)).toBe(true);
      for (const role of SERVICES) {
        const allPublished = async () => (await kitchen.unpublished(role)) === 0;
        expect(await waitUntil(allPublished, DECIDED_WITHIN)).toBe(true);
      }
      const captured = (await kitchen.bankEntries()).filter(({ outcome }) => outcome === 'captured');
      expect(captured).toHaveLength(108);
    },
    TEST_WITHIN_MS,
  );

  test(
    'given poison between good messages, then it becomes a dead letter, and its neighbours are decided',
    async () => {
      const poison = randomUUID();
      const reserved = message(poison, { case: 'stockReserved', value: {} });
      const before = await kitchen.place();
      // No event; then an event without its order, and of a key that is parked by now.
      await kitchen.send({ ...reserved, payload: Buffer.from([0xff, 0xff]) }, reserved);
      const after = await kitchen.place();

      const letters = () =>
        kitchen.rows<{ headers: { because: string }; published: boolean }>(
          'payments',
          `select headers, published_at is not null as published from outbox where topic = 'payments.dead-letters'`,
        );
      const buried = async () => (await letters()).filter(({ published }) => published).length === 2;
      expect(await waitUntil(buried, DECIDED_WITHIN)).toBe(true);
      expect((await letters()).map(({ headers }) => headers.because)).toEqual(['undecodable', 'key_parked']);
      expect(await kitchen.decided([before, after])).toBe(true);
    },
    TEST_WITHIN_MS,
  );
});
