/** A rolling deploy of whole kitchens, while customers order: nobody may notice it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CUSTOMERS } from '../../../load-tests/schedule.ts';
import { seedCustomers } from '../../experiment/customers.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { partOfKitchen, STARTS_WITHIN_MS } from '../../runtimes/testing/part-of-kitchen.ts';
import { SERVICE_ROLES, SYSTEMS, servicesOf } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import { broken } from '../testing/kitchen.ts';

const TEST_WITHIN_MS = 180_000;
const ORDERED = { timeoutMs: 150_000, everyMs: 50 };
const AT_A_TIME = 3;

/**
 * Request-response without breakers: with them, a roll that does not rest meets circuits that are still open to who has
 * just come back (docs/scenarios/rolling-deploy.md), and on the top rung nobody would see a call that failed.
 */
describe.each([
  ['rr', 'retries'],
  ['ed', 'outbox'],
] as const)('%s at %s', (side, arm) => {
  let kitchen: Runtime;
  beforeAll(async () => {
    kitchen = await partOfKitchen(side, SERVICE_ROLES, { arm, instances: 2 });
    await kitchen.startAll();
    await seedCustomers(kitchen);
  }, STARTS_WITHIN_MS);
  afterAll(() => kitchen?.close(), TEST_WITHIN_MS);

  let ordered = 0;
  let cutOff = 0;
  async function ask(customerId: string, key: string): Promise<string> {
    const answer = await fetch(`${kitchen.url('gateway')}/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${kitchen.access.apiKey(customerId)}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ lines: [{ sku: 'omelette', quantity: 1 }], cardToken: 'tok_visa' }),
    });
    const text = await answer.text();
    return answer.ok ? 'accepted' : `${answer.status} ${text}`;
  }

  /** A request that meets the end of an idle connection is cut off, as HTTP/1.1 has it: who asks again has his order. */
  async function order(): Promise<string> {
    ordered += 1;
    const key = `rolling-${ordered}`;
    const { customerId } = CUSTOMERS[ordered % CUSTOMERS.length]!;
    const outcome = await ask(customerId, key);
    if (!outcome.includes('orders_cut_off')) return outcome;
    cutOff += 1;
    return ask(customerId, key);
  }

  test(
    'rolling-deploy: every instance of every service is another process, and nobody is refused',
    async () => {
      const instances = servicesOf(SYSTEMS[side]).flatMap(({ role }) => kitchen.instancesOf(role));
      expect(instances).toHaveLength(10);
      const before = instances.map((instance) => ({ instance, ...kitchen.instance(instance)! }));

      const rolled = new AbortController();
      const customer = async (): Promise<string[]> => {
        const outcomes: string[] = [];
        await waitUntil(async () => {
          outcomes.push(await order());
          return rolled.signal.aborted;
        }, ORDERED);
        return outcomes;
      };
      const ordering = Promise.all(Array.from({ length: AT_A_TIME }, customer));
      const roll = async (): Promise<string[]> => {
        const fault = await broken(kitchen, 'rolling-deploy', 'services');
        return [...fault.proof, ...(await fault.heal())];
      };
      const proof = await roll().finally(() => rolled.abort());
      const outcomes = (await ordering).flat();

      expect(proof.map((sentence) => sentence.split(':')[0])).toEqual(instances);
      for (const sentence of proof) expect(sentence).toContain('in good order');
      for (const { instance, pid, generation } of before) {
        const now = kitchen.instance(instance)!;
        expect(now.generation).toBe(generation + 1);
        expect(now.pid).not.toBe(pid);
      }
      expect(outcomes.length).toBeGreaterThan(instances.length);
      expect(outcomes.filter((outcome) => outcome !== 'accepted')).toEqual([]);
      expect(cutOff).toBeLessThanOrEqual(outcomes.length / 100);
    },
    TEST_WITHIN_MS,
  );
});
