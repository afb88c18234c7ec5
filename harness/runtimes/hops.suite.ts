/** The part of the runtimes' suite that is about hops: each goes through a proxy of its own, and is slow or cut when it is told to. */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { InForce, Target } from '../faults/fault.ts';
import { cut } from '../faults/hops/cut.ts';
import { roundTrip } from '../faults/hops/round-trip.ts';
import { slow } from '../faults/hops/slow.ts';
import { connectionTo } from '../faults/probe.ts';
import { PROXY } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';
import type { RuntimeUnderTest } from './ending.suite.ts';
import { isFree } from './ports.ts';
import type { Runtime } from './runtime.ts';
import { FAKE_KITCHEN } from './testing/fake-kitchen.ts';
import { IN_CONTAINERS } from './testing/servers.ts';

const TEST_WITHIN_MS = 90_000;
const START_WITHIN_MS = 600_000;
const BOUND = { timeoutMs: 30_000, everyMs: 20 };
const LATENCY_MS = 300;
/** An answer that is not there after so long does not come. */
const SILENT_MS = 1_000;

export function hopsSuite(given: RuntimeUnderTest): void {
  describe('a kitchen whose hops go through proxies', () => {
    let kitchen: Runtime;
    let agent: Agent;
    let inForce: InForce | undefined;
    beforeAll(async () => {
      kitchen = await given.create('hops', FAKE_KITCHEN, { hops: true, instances: 2 });
      await kitchen.startAll();
      agent = new Agent({ keepAlive: true, maxSockets: 1 });
    }, START_WITHIN_MS);
    afterEach(async () => {
      await inForce?.heal();
      inForce = undefined;
    });
    afterAll(async () => {
      agent.destroy();
      await kitchen.close();
    });

    const toOrders = { role: 'gateway', to: 'orders' } as const;
    const toFirst = { ...toOrders, instance: 1 } as const;
    const toDatabase = { role: 'orders', to: 'postgres' } as const;
    const breaking = async (
      fault: typeof slow,
      target: Pick<Target, 'role' | 'to' | 'instance' | 'options'>,
    ) => {
      inForce = await fault.inject({ runtime: kitchen, ...target });
      return inForce;
    };
    const heal = async (): Promise<string[]> => {
      const healed = await inForce!.heal();
      inForce = undefined;
      return healed;
    };
    const direct = (): string => new URL(kitchen.url('orders')).host;
    const hop = () => kitchen.hop('gateway', 'orders');
    const ask = (address: string) => roundTrip(address, 'orders', { giveUpMs: LATENCY_MS + 10_000 });
    const counted = async (): Promise<number> =>
      Number(await (await fetch(`${kitchen.url('orders')}/counted`)).text());

    /** Over the one connection that the agent keeps. */
    function requestCount(signal: AbortSignal): Promise<unknown> {
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        get(`http://${hop().address}/count`, { agent, signal }, resolve).on('error', reject);
      });
      return answered.then(async (answer) => {
        answer.resume();
        await once(answer, 'end');
        return answer.statusCode;
      });
    }

    test("each service knows its proxies, and nobody else's address", async () => {
      const environment = async (role: 'gateway' | 'orders') =>
        (await (await fetch(`${kitchen.url(role)}/environment`)).json()) as Record<string, string>;
      const port = (address: string): string => new URL(`tcp://${address}`).port;
      const told = (await environment('gateway')).ORDERS_URL!.split(',').map((url) => new URL(url).port);
      expect(told).toEqual([port(hop().address), port(kitchen.hop('gateway', 'orders@2').address)]);
      expect(told).not.toContain(port(direct()));
      expect(new Set(told).size).toBe(2);
      expect(
        await roundTrip(kitchen.hop('orders', 'postgres').address, 'postgres', { giveUpMs: 10_000 }),
      ).toEqual(expect.any(Number));
      expect(() => kitchen.hop('orders', 'bank')).toThrow('no hop from orders to bank');
    });

    test('the proxies are looked at, and are no role', () => {
      const use = kitchen.sample().get(PROXY)!;
      expect(use.rssBytes).toBeGreaterThan(1_000_000);
      expect(kitchen.threadCpu().get(PROXY)?.size).toBeGreaterThan(0);
    });

    test.each(['both', 'request', 'answer'] as const)(
      'slow (%s): an answer takes that much longer on this way, and on no other; healed, it does not',
      async (direction) => {
        const options = { latencyMs: LATENCY_MS, jitterMs: 0, direction };
        const { prove } = await breaking(slow, { ...toFirst, options });
        expect(await prove()).toEqual([
          expect.stringMatching(/^orders answers in \d+\.\d ms on this way; before/),
        ]);
        const slowed = await ask(hop().address);
        expect(slowed).toBeGreaterThanOrEqual(LATENCY_MS);
        expect(await ask(direct())).toBeLessThan(slowed as number);
        expect(await heal()).toEqual([expect.stringMatching(/^orders answers in .* ms again$/)]);
        expect(await ask(hop().address)).toBeLessThan(slowed as number);
      },
      TEST_WITHIN_MS,
    );

    test.each([
      ['both', 0],
      ['request', 0],
      ['answer', 1],
    ] as const)(
      'cut (%s) under an open connection: it is silent and stays open, and %i of its requests arrive; healed, there is a new one',
      async (direction, arrive) => {
        const long = new AbortController();
        expect(await requestCount(long.signal)).toBe(200);
        const before = await counted();
        const { prove } = await breaking(cut, { ...toFirst, options: { direction } });

        let ended: unknown;
        const answered = requestCount(long.signal).catch((error: unknown) => {
          ended = error;
        });
        expect(await prove()).toEqual([expect.stringContaining('orders is silent on this way')]);
        expect(await waitUntil(async () => (await counted()) === before + arrive, BOUND)).toBe(true);
        expect(await ask(direct())).toEqual(expect.any(Number));
        expect(ended).toBeUndefined();

        expect(await heal()).toEqual([expect.stringMatching(/^orders answers in .* ms again$/)]);
        await answered;
        // Some of what went over it is lost, so that it can not go on.
        expect(ended).toMatchObject({ code: 'ECONNRESET' });
        expect(await requestCount(long.signal)).toBe(200);
        expect(await counted()).toBe(before + arrive + 1);
      },
      TEST_WITHIN_MS,
    );

    test(
      'slow to one of two instances: the way to the other is not; cut to both: each is silent, and healed',
      async () => {
        const toSecond = () => kitchen.hop('gateway', 'orders@2').address;
        await breaking(slow, { ...toOrders, instance: 2, options: { latencyMs: LATENCY_MS } });
        const slowed = await ask(toSecond());
        expect(slowed).toBeGreaterThanOrEqual(LATENCY_MS);
        expect(await ask(hop().address)).toBeLessThan(slowed as number);
        await heal();
        const { prove } = await breaking(cut, toOrders);
        expect(await prove()).toEqual([
          expect.stringMatching(/^orders is silent on this way/),
          expect.stringMatching(/^orders@2 is silent on this way/),
        ]);
        expect(await heal()).toEqual([
          expect.stringMatching(/^orders answers in .* ms again$/),
          expect.stringMatching(/^orders@2 answers in .* ms again$/),
        ]);
      },
      TEST_WITHIN_MS,
    );

    test(
      'cut from its database: the way is silent, and whole again afterwards',
      async () => {
        const { prove } = await breaking(cut, toDatabase);
        expect(await prove()).toEqual([expect.stringContaining('postgres is silent on this way')]);
        expect(await ask(hop().address)).toEqual(expect.any(Number));
        expect(await heal()).toEqual([expect.stringMatching(/^postgres answers in .* ms again$/)]);
      },
      TEST_WITHIN_MS,
    );

    test(
      'a hop one of whose ways nobody answers on: nothing is done to any, since nothing could be seen',
      async () => {
        await kitchen.stop('orders');
        await expect(breaking(cut, toOrders)).rejects.toThrow('orders does not answer at the end of it');
        await kitchen.start('orders');
        for (const end of kitchen.instancesOf('orders')) {
          const { address } = kitchen.hop('gateway', end);
          expect(await roundTrip(address, end, { giveUpMs: SILENT_MS })).toEqual(expect.any(Number));
        }
      },
      TEST_WITHIN_MS,
    );

    test(
      'who is killed is refused by the way to it, too, until it is started again; what was done to the way is still done',
      async () => {
        const { prove } = await breaking(slow, { ...toFirst, options: { latencyMs: LATENCY_MS } });
        const { address } = hop();
        await kitchen.kill('orders');
        // What is published of a container is taken by Docker first.
        const refused = async () =>
          IN_CONTAINERS
            ? (await ask(address)) === 'closed'
            : (await connectionTo(`http://${address}`)) === 'refused';
        expect(await waitUntil(refused, BOUND)).toBe(true);
        expect(await ask(kitchen.hop('gateway', 'orders@2').address)).toEqual(expect.any(Number));
        await kitchen.start('orders');
        expect(await prove()).toEqual([expect.stringContaining('orders answers in')]);
        await heal();
      },
      TEST_WITHIN_MS,
    );

    test(
      'closed: its proxies, one of them cut, are gone',
      async () => {
        const other = await given.create('hops-closed', FAKE_KITCHEN, { hops: true });
        await other.startAll();
        await cut.inject({ runtime: other, ...toOrders });
        const { port } = new URL(`tcp://${other.hop('gateway', 'orders').address}`);
        expect(await isFree(Number(port))).toBe(false);
        await other.close();
        expect(await isFree(Number(port))).toBe(true);
      },
      TEST_WITHIN_MS,
    );
  });
}
