/** Faults of events, done to real kitchens: what becomes of poison on either side, and of what is said twice. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import { topicEnds } from '../../evidence/kafka-topics.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { waitUntil } from '../../wait-until.ts';
import { broken, kitchenToBreak, STARTS_WITHIN_MS, TEST_WITHIN_MS } from '../testing/kitchen.ts';
import { POISON_KINDS } from './poison-kinds.ts';

const BOUND = { timeoutMs: 30_000, everyMs: 50 };

describe('in the event-driven kitchen', () => {
  let kitchen: Runtime;
  let inboxOfDelivery: Pool;
  beforeAll(async () => {
    kitchen = await kitchenToBreak('ed', ['orders', 'stock', 'delivery', 'customers', 'bank']);
    inboxOfDelivery = createPool(kitchen.access.databaseUrl('delivery'));
  }, STARTS_WITHIN_MS);
  afterAll(async () => {
    await inboxOfDelivery.end();
    await kitchen.close();
  }, TEST_WITHIN_MS);

  async function deadLetters(): Promise<number> {
    const ends = await topicEnds(kitchen.access.kafkaBrokers());
    return [...ends].reduce((sum, [place, end]) => (place.includes('dead-letters') ? sum + end : sum), 0);
  }

  async function move(address: string): Promise<void> {
    const response = await fetch(`${kitchen.url('customers')}/customers/ann`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-customer-id': 'ann' },
      body: JSON.stringify({ name: 'Ann', address }),
    });
    expect(response.status).toBe(200);
  }

  test.each(['orders', 'stock', 'payments', 'delivery', 'customers'] as const)(
    'poison for %s that is malformed, or always throws: every one becomes a dead letter',
    async (role) => {
      for (const kind of ['malformed', 'always-throws'] as const) {
        const before = await deadLetters();
        const fault = await broken(kitchen, 'poison', role, { kind, count: 2 });
        expect(fault.proof.at(-1)).toBe('all 2 are among the dead letters');
        expect(fault.injected).toHaveLength(2);
        await fault.heal();
        expect(await deadLetters()).toBeGreaterThanOrEqual(before + 2);
      }
    },
    TEST_WITHIN_MS,
  );

  test(
    'an unknown event: the consumers pass it, and what comes after it is handled',
    async () => {
      const before = await deadLetters();
      const fault = await broken(kitchen, 'poison', 'customers', { kind: 'unknown-event' });
      await move('2 Road');
      const arrived = async () =>
        (await inboxOfDelivery.query("select from addresses where address = '2 Road'")).rowCount! > 0;
      expect(await waitUntil(arrived, BOUND)).toBe(true);
      await fault.heal();
      expect(await deadLetters()).toBe(before);
    },
    TEST_WITHIN_MS,
  );

  test(
    'a message that is too large: the broker refuses it',
    async () => {
      const fault = await broken(kitchen, 'poison', 'orders', { kind: 'oversize' });
      expect(fault.proof).toEqual(['the broker refused all 1 messages that were too large, to orders']);
      expect(fault.injected).toEqual([]);
      await fault.heal();
    },
    TEST_WITHIN_MS,
  );

  test(
    'duplicate: each event stands in its topic twice, what is no event once, and when it is healed all once',
    async () => {
      const total = async () =>
        [...(await topicEnds(kitchen.access.kafkaBrokers()))].reduce(
          (sum, [place, end]) => (place.startsWith('customers/') ? sum + end : sum),
          0,
        );
      const before = await total();
      const doing = broken(kitchen, 'duplicate', 'customers');
      let moves = 0;
      let proven = false;
      void doing.then(() => (proven = true));
      await waitUntil(async () => {
        moves += 1;
        await move(`${moves} Lane`);
        return proven;
      }, BOUND);
      const fault = await doing;
      expect(await waitUntil(async () => fault.injected.length > 0, BOUND)).toBe(true);
      const poisonous = 2;
      await (await broken(kitchen, 'poison', 'customers', { kind: 'malformed', count: poisonous })).heal();
      const doubled = fault.injected.length;
      moves += 1;
      await move('the Lane after the poison');
      expect(await waitUntil(async () => fault.injected.length > doubled, BOUND)).toBe(true);
      const written = () => before + moves + poisonous + fault.injected.length;
      await waitUntil(async () => (await total()) >= written(), BOUND);
      await fault.heal();
      expect(await total()).toBe(written());
      const after = await total();
      await move('the last Lane');
      expect(await waitUntil(async () => (await total()) > after, BOUND)).toBe(true);
      expect(await total()).toBe(after + 1);
    },
    TEST_WITHIN_MS,
  );

  test(
    'reorder: newer news of a customer come before older ones, and the address is the newest one all the same; what is no event is passed over',
    async () => {
      await move('1 Straight Road');
      const fault = await broken(kitchen, 'reorder', 'customers');
      await (await broken(kitchen, 'poison', 'customers', { kind: 'malformed' })).heal();
      expect(fault.proof[0]).toMatch(/^\d+ news of customers so far stand in their topic behind newer ones$/);
      const [healed] = await fault.heal();
      const [, changes, behind] = /^of (\d+) changes, the news of (\d+) came behind/.exec(healed!)!;
      expect(Number(changes)).toBe(fault.injected.length);
      expect(Number(behind)).toBeGreaterThan(0);
      const handledAll = async () => {
        const query = 'select event_id from inbox where event_id = any($1::uuid[])';
        return (await inboxOfDelivery.query(query, [fault.injected])).rowCount === fault.injected.length;
      };
      expect(await waitUntil(handledAll, BOUND)).toBe(true);
      const { rows } = await inboxOfDelivery.query<{ address: string }>(
        "select address from addresses where customer_id = 'ann'",
      );
      expect(rows).toEqual([{ address: `1 Straight Road, front ${fault.injected.length - 1}` }]);
      await move('2 Straight Road');
    },
    TEST_WITHIN_MS,
  );
});

describe('in the request-response kitchen', () => {
  let kitchen: Runtime;
  const ROLES = ['orders', 'stock', 'payments', 'delivery', 'customers'] as const;
  beforeAll(async () => {
    kitchen = await kitchenToBreak('rr', [...ROLES, 'bank']);
  }, STARTS_WITHIN_MS);
  afterAll(() => kitchen?.close(), TEST_WITHIN_MS);

  test.each(ROLES)('poison for %s, of every kind: refused, and never an error of its own', async (role) => {
    for (const kind of POISON_KINDS) {
      const fault = await broken(kitchen, 'poison', role, { kind });
      expect(fault.proof[0]).toMatch(kind === 'oversize' ? / answered 413 to / : / answered 4\d\d to /);
      await fault.heal();
    }
  });
});
