/** Faults of processes, done to real ones of each side: what an outsider measures of them, and that it is gone when they are healed. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool } from '#shared/platform/postgres.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { IN_CONTAINERS } from '../../runtimes/testing/servers.ts';
import { type Role, type RoleInstance, roleOf, SIDES, SYSTEMS } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import { answerOf } from '../probe.ts';
import { broken, kitchenToBreak, STARTS_WITHIN_MS, TEST_WITHIN_MS } from '../testing/kitchen.ts';
import { addressOf } from './running.ts';

const BOUND = { timeoutMs: 60_000, everyMs: 20 };

let kitchen: Runtime;

const answer = (role: RoleInstance) => answerOf(roleOf(role), addressOf(kitchen, role));

/** A customer moves in, so that there is something in the database and, soon, in the log. */
async function moveIn(customerId: string): Promise<void> {
  const response = await fetch(`${kitchen.url('customers')}/customers/${customerId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-customer-id': customerId },
    body: JSON.stringify({ name: customerId, address: '1 Road' }),
  });
  expect(response.status).toBe(200);
}

/** Asks until the roll is over; whenever it asks, one at least must answer, whatever becomes of the other's connection. */
async function expectOneToAnswer(isOver: () => boolean): Promise<void> {
  await waitUntil(async () => {
    const asked = await Promise.allSettled(kitchen.instancesOf('customers').map(answer));
    expect(asked).toContainEqual({ status: 'fulfilled', value: 'answers' });
    return isOver();
  }, BOUND);
}

/** How a container is killed does not depend on which kitchen it is of. */
const HERE = IN_CONTAINERS ? (['ed'] as const) : SIDES;

describe.each(HERE)('processes of %s', (side) => {
  const roles: readonly Role[] = ['customers', 'bank', ...SYSTEMS[side].infrastructure];
  beforeAll(async () => {
    kitchen = await kitchenToBreak(side, ['customers', 'bank'], { instances: 2 });
  }, STARTS_WITHIN_MS);
  afterAll(() => kitchen?.close(), TEST_WITHIN_MS);

  describe('kill and stop', () => {
    test.each(['customers', 'bank'] as const)(
      'kill %s: refuses connections, and answers as another process when it is healed',
      async (role) => {
        const { pid } = kitchen.instance(role)!;
        const fault = await broken(kitchen, 'kill', role);
        expect(fault.proof[0]).toBe(`process ${pid} ended by SIGKILL`);
        expect(await answer(role)).toBe('refused');
        await fault.heal();
        expect(await answer(role)).toBe('answers');
        expect(kitchen.instance(role)!.pid).not.toBe(pid);
      },
      TEST_WITHIN_MS,
    );

    test.each(roles)(
      'stop %s: ended in good order, refuses connections, and answers as another process when it is healed',
      async (role) => {
        const { pid } = kitchen.instance(role)!;
        const fault = await broken(kitchen, 'stop', role);
        expect(fault.proof[0]).toContain(`process ${pid} ended in good order`);
        expect(await answer(role)).toBe('refused');
        await fault.heal();
        expect(await answer(role)).toBe('answers');
      },
      TEST_WITHIN_MS,
    );

    test(
      'kill customers@2: the first goes on and answers',
      async () => {
        const first = kitchen.instance('customers')!;
        const fault = await broken(kitchen, 'kill', 'customers@2');
        expect(await answer('customers@2')).toBe('refused');
        expect(await answer('customers')).toBe('answers');
        await fault.heal();
        expect(await answer('customers@2')).toBe('answers');
        expect(kitchen.instance('customers')).toEqual(first);
      },
      TEST_WITHIN_MS,
    );

    test.each([true, false])(
      'rolling-deploy (drain: %s): each instance is replaced, and meanwhile the other answers',
      async (drain) => {
        const instances = kitchen.instancesOf('customers');
        const generations = () => instances.map((each) => kitchen.instance(each)?.generation);
        const before = generations();
        const fault = await broken(kitchen, 'rolling-deploy', 'customers', { drain });
        expect(fault.proof).toEqual([
          expect.stringMatching(/^customers: process \d+ ended .* started and is ready$/),
        ]);
        const [healed] = await Promise.all([
          fault.heal(),
          expectOneToAnswer(() => generations()[1] === before[1]! + 1),
        ]);
        expect(healed).toEqual([
          expect.stringMatching(drain ? /^customers@2: .* in good order/ : /ended by SIGKILL/),
        ]);
        expect(generations()).toEqual(before.map((generation) => generation! + 1));
      },
      TEST_WITHIN_MS,
    );

    test('what is down already can not be broken so', async () => {
      const fault = await broken(kitchen, 'kill', 'bank');
      for (const again of ['kill', 'stop', 'pause'] as const)
        await expect(broken(kitchen, again, 'bank')).rejects.toThrow('bank is not running');
      await fault.heal();
    });
  });

  test(
    'pause: each takes connections and answers nobody, and goes on as the same process when it is healed',
    async () => {
      const answers = () => Promise.all(roles.map(answer));
      const instances = () => roles.map((role) => kitchen.instance(role));
      const before = instances();
      const faults = await Promise.all(roles.map((role) => broken(kitchen, 'pause', role)));
      for (const { proof } of faults) expect(proof[0]).toMatch(/is in state T|is frozen/);
      expect(await answers()).toEqual(roles.map(() => 'silent'));
      await Promise.all(faults.map((fault) => fault.heal()));
      expect(await answers()).toEqual(roles.map(() => 'answers'));
      expect(instances()).toEqual(before);
    },
    TEST_WITHIN_MS,
  );

  describe('servers killed, with their data kept', () => {
    test(
      'database-kill: nobody is answered, then what was committed is there',
      async () => {
        await moveIn('ann');
        const pool = createPool(kitchen.access.databaseUrl('customers'));
        const fault = await broken(kitchen, 'database-kill', 'postgres');
        expect(await answer('postgres')).toBe('refused');
        await expect(pool.query('select 1')).rejects.toThrow();
        expect((await fault.heal()).join()).toContain('was not properly shut down');
        expect((await pool.query("select from customers where customer_id = 'ann'")).rowCount).toBe(1);
        await pool.end();
      },
      TEST_WITHIN_MS,
    );

    if (roles.includes('kafka'))
      test(
        'broker-kill: nobody is answered, then its log tells of the recovery and all records are there',
        async () => {
          await moveIn('bob');
          const fault = await broken(kitchen, 'broker-kill', 'kafka');
          expect(await answer('kafka')).toBe('refused');
          const healed = (await fault.heal()).join();
          expect(healed).toMatch(/Recovering \d+ logs/);
          expect(healed).toMatch(/all \d+ records of before/);
          expect(await answer('kafka')).toBe('answers');
        },
        TEST_WITHIN_MS,
      );
  });
});
