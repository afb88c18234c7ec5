/** `./lab chaos` at a kitchen that `./lab up` has opened: broken and proven, healed after its time and at Ctrl-C of either. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { IN_CONTAINERS } from '../runtimes/testing/servers.ts';
import { type LabRun, lab, labToItsEnd } from '../testing/lab.ts';
import {
  CLOSED_WITHIN_MS,
  OPENED_WITHIN_MS,
  type OpenKitchen,
  openKitchen,
} from '../testing/open-kitchen.ts';
import { waitUntil } from '../wait-until.ts';

const TEST_WITHIN_MS = 60_000;
const BOUND = { timeoutMs: 20_000, everyMs: 20 };

describe('./lab chaos', () => {
  let kitchen: OpenKitchen | undefined;
  let up: LabRun;
  let order: () => Promise<number>;
  beforeAll(async () => {
    const runtime = IN_CONTAINERS ? 'compose' : 'local';
    const isOpen = (stdout: string): boolean => stdout.trimEnd().endsWith(']');
    kitchen = await openKitchen(['rr', '--hops', '--runtime', runtime, '--json'], { isOpen });
    up = kitchen.run;
    const opened = JSON.parse(up.stdout()) as { gateway: string; apiKey: string }[];
    const { gateway, apiKey } = opened[0]!;
    let orders = 0;
    order = async () => {
      orders += 1;
      const answer = await fetch(`${gateway}/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `chaos-${orders}`,
        },
        body: JSON.stringify({ lines: [{ sku: 'omelette', quantity: 1 }], cardToken: 'tok_visa' }),
      });
      await answer.body?.cancel();
      return answer.status;
    };
  }, OPENED_WITHIN_MS);
  afterAll(() => kitchen?.close(), CLOSED_WITHIN_MS);

  test(
    'a role is killed and healed: orders are accepted for later meanwhile, and answered with their outcome again afterwards',
    async () => {
      const chaos = lab(['chaos', 'kill', 'rr/payments', '--for', '3s']);
      expect(await waitUntil(() => chaos.stdout().includes('ended by SIGKILL'), BOUND)).toBe(true);
      expect(await order()).toBe(202);
      expect(await chaos.ended).toMatchObject({ code: EXIT.ok });
      expect(chaos.stdout()).toContain('started and is ready');
      expect(await waitUntil(async () => (await order()) === 201, BOUND)).toBe(true);
    },
    TEST_WITHIN_MS,
  );

  test(
    'a hop is slowed down: an order takes that much longer, and no longer does when it is healed',
    async () => {
      const LATENCY_MS = 300;
      const took = async (): Promise<number> => {
        const startedMs = performance.now();
        expect(await order()).toBe(201);
        return performance.now() - startedMs;
      };
      const how = ['--with', `latencyMs=${LATENCY_MS}`, '--for', '600s'];
      const chaos = lab(['chaos', 'slow', 'rr/payments:bank', ...how]);
      expect(await waitUntil(() => chaos.stdout().includes('on this way; before, in'), BOUND)).toBe(true);
      expect(await took()).toBeGreaterThanOrEqual(LATENCY_MS);
      chaos.child.kill('SIGINT');
      expect(await chaos.ended).toMatchObject({ code: EXIT.interrupted });
      expect(chaos.stdout()).toMatch(/bank answers in .* ms again/);
      expect(await waitUntil(async () => (await took()) < LATENCY_MS, BOUND)).toBe(true);
    },
    TEST_WITHIN_MS,
  );

  test(
    'the bank forgets to answer, and answers again at Ctrl-C',
    async () => {
      const chaos = lab(['chaos', 'bank-forgets-to-answer', 'rr/bank', '--for', '600s']);
      expect(await waitUntil(() => chaos.stdout().includes('1 of 1 charges'), BOUND)).toBe(true);
      chaos.child.kill('SIGINT');
      expect(await chaos.ended).toMatchObject({ code: EXIT.interrupted });
      expect(chaos.stdout()).toContain('0 of 1 charges that were tried out got no answer');
    },
    TEST_WITHIN_MS,
  );

  test(
    'what makes no sense is refused, and nothing is done',
    async () => {
      const { code, stderr } = await labToItsEnd(['chaos', 'bank-slow', 'rr/orders']);
      expect({ code, stderr }).toEqual({
        code: EXIT.usage,
        stderr: 'lab: bank-slow is done to bank only.\n',
      });
    },
    TEST_WITHIN_MS,
  );

  test(
    'the kitchen is closed while something is broken: healed first, and closed in good order',
    async () => {
      const chaos = lab(['chaos', 'kill', 'rr/stock', '--for', '600s']);
      expect(await waitUntil(() => chaos.stdout().includes('ended by SIGKILL'), BOUND)).toBe(true);
      up.child.kill('SIGINT');
      await chaos.ended;
      expect(chaos.stdout()).toContain('started and is ready');
      expect(await up.ended).toEqual({ code: EXIT.ok, signal: null });
    },
    TEST_WITHIN_MS,
  );
});
