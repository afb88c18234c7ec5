/**
 * What every rung buys: a failure that the rung below has, and this one has not. Real processes, side by side on both
 * rungs; what calls between them can come to, step by step, stands in crashes.int.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { Build } from '../harness/runtimes/build.ts';
import { STARTS_WITHIN_MS } from '../harness/runtimes/testing/part-of-kitchen.ts';
import type { Role } from '../harness/systems.ts';
import { waitUntil } from '../harness/wait-until.ts';
import type { Arm } from './ladder.ts';
import { DONE_WITHIN, REFUSED, type RealKitchen, startKitchen } from './testing/kitchen.ts';

jest.setTimeout(STARTS_WITHIN_MS);

const CONFIRMED = { status: 201, body: { state: 'confirmed' } };
/** Of a bank that fails, or loses its answer, every now and then: enough to meet it. */
const SOME_ORDERS = 10;

let started: RealKitchen[] = [];
afterEach(async () => {
  await Promise.all(started.map((kitchen) => kitchen.close()));
  started = [];
});

/** A rung, and the one below it. */
async function given(below: Arm, arm: Arm, build: Build = {}): Promise<[RealKitchen, RealKitchen]> {
  const both = await Promise.all([startKitchen({ ...build, arm: below }), startKitchen({ ...build, arm })]);
  started = both;
  return both;
}

const onBoth = <Result>(kitchens: RealKitchen[], work: (kitchen: RealKitchen) => Promise<Result>) =>
  Promise.all(kitchens.map(work));

/** Some orders, one after the other; their answers. */
async function placeSome({ place }: RealKitchen) {
  const answers: Awaited<ReturnType<typeof place>>[] = [];
  for (let order = 0; order < SOME_ORDERS; order += 1) answers.push(await place());
  return answers;
}

/** A service that has died by its failpoint comes back. */
async function revive({ runtime }: RealKitchen, role: Role): Promise<void> {
  expect(await waitUntil(async () => runtime.instance(role) === undefined, DONE_WITHIN)).toBe(true);
  await runtime.start(role);
}

test('timeouts: payments hang, and hold a client of `naive` for as long as they do', async () => {
  const [naive, timeouts] = await given('naive', 'timeouts');
  await onBoth([naive, timeouts], ({ runtime }) => runtime.pause('payments'));

  const key = randomUUID();
  let answered = false;
  const placing = naive.place(key).finally(() => (answered = true));
  const isAtPayments = async () => {
    const [order] = await naive.ordersOf([key]);
    return order !== undefined && (await naive.held([order.orderId]))[0] === 1;
  };
  expect(await waitUntil(isAtPayments, DONE_WITHIN)).toBe(true);
  expect(await timeouts.place()).toMatchObject(REFUSED);
  expect(answered).toBe(false);

  await naive.runtime.resume('payments');
  expect(await placing).toMatchObject(CONFIRMED);
});

test('retries: the bank fails now and then, and `timeouts` refuses an order whenever it does', async () => {
  const both = await given('timeouts', 'retries');
  await onBoth(both, ({ tellBank }) => tellBank({ failRate: 0.25, seed: 1 }));

  const [timeouts, retries] = (await onBoth(both, placeSome)) as [unknown[], unknown[]];
  expect(timeouts).toContainEqual(expect.objectContaining({ status: 503 }));
  for (const answer of retries) expect(answer).toMatchObject(CONFIRMED);
});

test('breakers: payments are dead, and `retries` calls them for every order all the same', async () => {
  const both = await given('retries', 'breakers');
  await onBoth(both, ({ runtime }) => runtime.kill('payments'));

  const [waves, ordersInWave] = [5, 20];
  const attempts = await onBoth(both, async (kitchen) => {
    for (let wave = 0; wave < waves; wave += 1) {
      const answers = await Promise.all(Array.from({ length: ordersInWave }, () => kitchen.place()));
      for (const answer of answers) expect(answer).toMatchObject(REFUSED);
    }
    return kitchen.attemptsAtPayments();
  });
  const [retries, breakers] = attempts as [number, number];
  expect(retries).toBeGreaterThanOrEqual(waves * ordersInWave);
  expect(breakers).toBeLessThan(waves * ordersInWave);
});

test('idempotent: the bank loses some answers, and on `breakers` the same order is charged twice', async () => {
  const both = await given('breakers', 'idempotent');
  await onBoth(both, ({ tellBank }) => tellBank({ loseAnswerRate: 0.5, seed: 1 }));

  const charges = await onBoth(both, async (kitchen) => {
    const confirmed = (await placeSome(kitchen)).filter(({ status }) => status === 201);
    expect(confirmed).not.toEqual([]);
    return kitchen.chargesAtTheBank(confirmed.map(({ body }) => body.orderId));
  });
  const [breakers, idempotent] = charges as [number[], number[]];
  expect(Math.max(...breakers)).toBeGreaterThan(1);
  expect(new Set(idempotent)).toEqual(new Set([1]));
});

test('idempotent: orders, and then payments, die half-way; on `breakers` both orders are left hanging', async () => {
  const failpoints = { orders: 'after-commit', payments: 'after-charge-before-record' } as const;
  const [breakers, idempotent] = await given('breakers', 'idempotent', { failpoints });

  const keys = [randomUUID(), randomUUID()] as const;
  await onBoth([breakers, idempotent], async (kitchen) => {
    await expect(kitchen.place(keys[0])).rejects.toThrow(); // cut off
    await revive(kitchen, 'orders');
    expect(await kitchen.place(keys[1])).toMatchObject(REFUSED);
    await revive(kitchen, 'payments');
  });

  const areRejected = async () =>
    (await idempotent.ordersOf(keys)).every(({ state }) => state === 'rejected');
  expect(await waitUntil(areRejected, DONE_WITHIN)).toBe(true);
  const recovered = await idempotent.ordersOf(keys);
  expect(await idempotent.held(recovered.map(({ orderId }) => orderId))).toEqual([0, 0, 0, 0]);

  const hanging = await breakers.ordersOf(keys);
  expect(hanging).toMatchObject([{ state: 'placed' }, { state: 'placed', undoBecause: 'unavailable' }]);
  // Told that nothing comes of it, and charged.
  expect(await breakers.held([hanging[1]!.orderId])).toEqual([0, 0, 1, 0]);
});

test('accept-later: payments are dead, and `idempotent` refuses what could wait; it waits through a SIGKILL of orders', async () => {
  const [idempotent, later] = await given('idempotent', 'accept-later');
  await onBoth([idempotent, later], ({ runtime }) => runtime.kill('payments'));
  expect(await idempotent.place()).toMatchObject(REFUSED);

  const key = randomUUID();
  const accepted = await later.place(key);
  const { orderId } = accepted.body;
  expect(accepted).toMatchObject({ status: 202, body: { state: 'placed', decidedAt: null } });
  await later.runtime.kill('orders');
  await later.runtime.start('orders');
  expect(await later.read(orderId)).toMatchObject({ status: 200, body: { state: 'placed' } });

  await later.runtime.start('payments');
  const isConfirmed = async () => (await later.read(orderId)).body.state === 'confirmed';
  expect(await waitUntil(isConfirmed, DONE_WITHIN)).toBe(true);
  expect(await later.held([orderId])).toEqual([1, 1, 1, 1]);
  expect(await later.place(key)).toEqual(accepted);
  expect(await later.place()).toMatchObject(CONFIRMED);
});
