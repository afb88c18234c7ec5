/** The kitchen with each of its ways through a proxy, and two instances of each service: one of the ways slow or cut. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { InForce } from '../harness/faults/fault.ts';
import { cut } from '../harness/faults/hops/cut.ts';
import { slow } from '../harness/faults/hops/slow.ts';
import { connectionTo } from '../harness/faults/probe.ts';
import { STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import { hopsOf, SYSTEMS } from '../harness/systems.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { DONE_WITHIN, type RealKitchen, startKitchen } from './testing/kitchen.ts';

/** More than the ten calls after which a breaker may open. */
const MANY = 24;
/** On a busy machine so many may come too late, retries included. */
const BUSY = 2;
const TEST_WITHIN_MS = 120_000;

let kitchen: RealKitchen;
beforeAll(async () => {
  kitchen = await startKitchen({ arm: 'idempotent', hops: true, instances: 2 });
}, STARTS_WITHIN_MS);
afterAll(() => kitchen.close());

let inForce: InForce | undefined;
afterEach(async () => {
  // Once more, where a test came to an end before it did.
  await inForce?.heal();
  inForce = undefined;
});

const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
const there = hopsOf(SYSTEMS.rr).filter(({ from }) => from !== 'gateway');

test('given proxies, then each service is told of its own to every instance, and of no process itself', () => {
  const { runtime } = kitchen;
  for (const { from, to } of there) {
    for (const caller of runtime.instancesOf(from)) {
      const environment = readFileSync(`/proc/${runtime.instance(caller)!.pid}/environ`, 'utf8');
      for (const end of runtime.instancesOf(to)) {
        expect(environment).toContain(`:${portOf(runtime.hop(from, end).address)}`);
        expect(environment).not.toContain(`:${portOf(new URL(runtime.url(end)).host)}`);
      }
    }
  }
});

async function placeMany(): Promise<{ confirmed: string[]; refused: string[] }> {
  const keys = Array.from({ length: MANY }, () => randomUUID());
  const answers = await Promise.all(keys.map((key) => kitchen.place(key)));
  const answeredWith = async (status: number): Promise<string[]> => {
    const those = keys.filter((_key, at) => answers[at]!.status === status);
    return (await kitchen.ordersOf(those)).map(({ orderId }) => orderId);
  };
  return { confirmed: await answeredWith(201), refused: await answeredWith(503) };
}

test(
  'given one of two of payments that is dead, then it refuses on its way, too: it is passed over, and every order confirmed',
  async () => {
    const { runtime } = kitchen;
    await runtime.kill('payments@2');
    const isRefused = async () =>
      (await connectionTo(`http://${runtime.hop('orders', 'payments@2').address}`)) === 'refused';
    expect(await waitUntil(isRefused, DONE_WITHIN)).toBe(true);
    expect((await placeMany()).confirmed).toHaveLength(MANY);
    await runtime.start('payments@2');
  },
  TEST_WITHIN_MS,
);

type Called = { orderId: string; target: string; targetInstance: number; method: string };

/** The instances of payments at which each of these orders was to be paid, attempt by attempt, where one was not enough. */
async function retriedAt(orderIds: readonly string[]): Promise<number[][]> {
  const log = await readFile(await kitchen.runtime.logFile('orders'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes('"msg":"called"'));
  const payments = lines
    .map((line) => JSON.parse(line) as Called)
    .filter(({ target, method }) => target === 'payments' && method === 'POST');
  return [...Map.groupBy(payments, ({ orderId }) => orderId)]
    .filter(([orderId, calls]) => orderIds.includes(orderId) && calls.length > 1)
    .map(([, calls]) => calls.map(({ targetInstance }) => targetInstance));
}

test.each([
  ['cut', cut, {}],
  // Longer than an attempt may take.
  ['slow', slow, { latencyMs: 1_500 }],
] as const)(
  'given the way from orders to one of two of payments that is %s, then what fails there is tried again at the other and confirmed, each order paid once, and nothing is left of one that is refused; healed, all are confirmed',
  async (_name, fault, options) => {
    const { runtime } = kitchen;
    inForce = await fault.inject({ runtime, role: 'orders', to: 'payments', instance: 2, options });
    expect(await inForce.prove()).toEqual([expect.stringMatching(/^payments@2 .* on this way/)]);
    const { confirmed, refused } = await placeMany();
    expect(confirmed.length).toBeGreaterThanOrEqual(MANY - BUSY);
    expect(confirmed.length + refused.length).toBe(MANY);
    expect(await kitchen.chargesAtTheBank(confirmed)).toEqual(confirmed.map(() => 1));

    expect(await inForce.heal()).toEqual([expect.stringMatching(/^payments@2 answers in .* ms again$/)]);

    const nothingLeft = async () => (await kitchen.held(refused)).every((held) => held === 0);
    expect(await waitUntil(nothingLeft, DONE_WITHIN)).toBe(true);
    const allConfirmed = async () => (await placeMany()).confirmed.length === MANY;
    expect(await waitUntil(allConfirmed, DONE_WITHIN)).toBe(true);
    expect(await kitchen.held(confirmed)).toEqual(Array.from({ length: 4 }, () => confirmed.length));

    // The log is written some moments late, and complete by now.
    const retried = await retriedAt([...confirmed, ...refused]);
    const failedThere = retried.filter(([first]) => first === 2);
    expect(failedThere).not.toEqual([]);
    for (const [, second] of failedThere) expect(second).toBe(1);
  },
  TEST_WITHIN_MS,
);
