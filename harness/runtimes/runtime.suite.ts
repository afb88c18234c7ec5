/**
 * What every runtime must do, on a kitchen of its own: PostgreSQL, three services that do next to nothing, and everything
 * that can happen to them. Each runtime runs it in its own int test, and says there how it is looked at from outside.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createPool } from '#shared/platform/postgres.ts';
import { connectionTo } from '../faults/probe.ts';
import type { RoleInstance } from '../systems.ts';
import { endingSuite, type RuntimeUnderTest } from './ending.suite.ts';
import { hopsSuite } from './hops.suite.ts';
import { readStat } from './processes/process-table.ts';
import type { Exit, Runtime } from './runtime.ts';
import { FAKE_KITCHEN } from './testing/fake-kitchen.ts';

const TEST_WITHIN_MS = 90_000;
const START_WITHIN_MS = 600_000;

const ROLES = ['postgres', 'gateway', 'orders', 'orders@2', 'bank'] as const;

export function runtimeSuite(given: RuntimeUnderTest): void {
  jest.setTimeout(TEST_WITHIN_MS);

  describe('a kitchen that runs', () => {
    let kitchen: Runtime;
    beforeAll(async () => {
      kitchen = await given.create('kitchen', FAKE_KITCHEN, { instances: 2 });
      await kitchen.startAll();
    }, START_WITHIN_MS);
    afterAll(() => kitchen.close());

    test('started: every role has a process, and each service knows no more than it needs', async () => {
      expect(ROLES.map((role) => kitchen.instance(role)?.generation)).toEqual([1, 1, 1, 1, 1]);
      const [gateway, orders, bank] = await Promise.all(
        (['gateway', 'orders', 'bank'] as const).map(async (role) =>
          Object.keys(await givenTo(kitchen, role)),
        ),
      );
      expect(gateway).toEqual(expect.arrayContaining(['ORDERS_URL', 'GATEWAY_KEY_SECRET']));
      expect(gateway).not.toContain('DATABASE_URL');
      expect(orders).toContain('DATABASE_URL');
      expect(orders).not.toContain('GATEWAY_KEY_SECRET');
      expect(bank).toContain('BANK_CONTROL_TOKEN');
      expect(bank).not.toContain('JEST_WORKER_ID');
    });

    test('of two instances each has its number and the same database, and who calls them is told both', async () => {
      expect(kitchen.instancesOf('orders')).toEqual(['orders', 'orders@2']);
      expect(kitchen.instancesOf('gateway')).toEqual(['gateway']);
      expect(kitchen.instancesOf('kafka')).toEqual([]);
      const [first, second] = await Promise.all(
        kitchen.instancesOf('orders').map((instance) => givenTo(kitchen, instance)),
      );
      expect([first!.INSTANCE, second!.INSTANCE]).toEqual(['1', '2']);
      expect(second!.DATABASE_URL).toBe(first!.DATABASE_URL);
      const urls = (await givenTo(kitchen, 'gateway')).ORDERS_URL!.split(',');
      expect(new Set(urls).size).toBe(2);
    });

    test(
      'killed and started again: proven by the signal, then a new process on the same address',
      async () => {
        const address = kitchen.url('orders');
        const before = kitchen.instance('orders')!;
        const cpuMs = kitchen.sample().get('orders')!.cpuMs;

        const exit = await kitchen.kill('orders');

        expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' });
        expect(exit.atMs).toBeGreaterThanOrEqual(before.startedAtMs);
        expect(kitchen.instance('orders')).toBeUndefined();
        expect(readStat(before.pid)).toBeUndefined();
        expect(await connectionTo(address)).toBe('refused');
        const after = await kitchen.start('orders');
        expect(after).toMatchObject({ role: 'orders', generation: 2 });
        expect(after.pid).not.toBe(before.pid);
        expect((await fetch(address)).status).toBe(200);
        expect(kitchen.instance('orders@2')?.generation).toBe(1);
        expect(kitchen.url('orders')).toBe(address);
        expect(kitchen.sample().get('orders')!.cpuMs).toBeGreaterThanOrEqual(cpuMs);
        // Both generations write to the same log.
        expect(await kitchen.tail('orders', 10)).toHaveLength(2);
        expect(await kitchen.tail('orders@2', 10)).toHaveLength(1);
      },
      TEST_WITHIN_MS,
    );

    test('sampled: every role that runs has used CPU and has memory', () => {
      const uses = kitchen.sample();
      expect([...uses.keys()].sort()).toEqual([...ROLES].sort());
      for (const [role, { cpuMs, rssBytes }] of uses) {
        expect({ role, used: cpuMs > 0, resident: rssBytes > 1_000_000 }).toEqual({
          role,
          used: true,
          resident: true,
        });
      }
      for (const role of ROLES) expect(kitchen.threadCpu().get(role)?.size).toBeGreaterThan(0);
    });

    test(
      'stopped: it ends by itself, and nobody is told of an unexpected exit',
      async () => {
        const unexpected: string[] = [];
        kitchen.onUnexpectedExit((role) => unexpected.push(role));
        expect(await kitchen.stop('bank')).toMatchObject({ code: 0, signal: null });
        await kitchen.start('bank');
        expect(unexpected).toEqual([]);
      },
      TEST_WITHIN_MS,
    );

    test(
      'paused: takes connections, and answers once it is resumed',
      async () => {
        const { hostname, port } = new URL(kitchen.url('gateway'));
        await kitchen.pause('gateway');
        const socket = connect(Number(port), hostname);
        await once(socket, 'connect');
        socket.write('GET / HTTP/1.0\r\n\r\n');
        expect(await given.isPaused(kitchen, 'gateway')).toBe(true);
        expect(socket.bytesRead).toBe(0);

        await kitchen.resume('gateway');

        expect(await given.isPaused(kitchen, 'gateway')).toBe(false);
        expect(String((await once(socket, 'data'))[0])).toContain('200 OK');
        socket.destroy();
      },
      TEST_WITHIN_MS,
    );

    test(
      'paused and stopped: it is woken first',
      async () => {
        await kitchen.pause('gateway');
        expect(await kitchen.stop('gateway')).toMatchObject({ code: 0 });
        await kitchen.start('gateway');
      },
      TEST_WITHIN_MS,
    );

    test(
      'paused and killed: it is gone, and not only when it is resumed',
      async () => {
        await kitchen.pause('gateway');
        expect(await kitchen.kill('gateway')).toMatchObject({ signal: 'SIGKILL' });
        await kitchen.start('gateway');
        expect(await given.isPaused(kitchen, 'gateway')).toBe(false);
      },
      TEST_WITHIN_MS,
    );

    test(
      'a role that ends by itself: the listener hears of it',
      async () => {
        const heard = new Promise<[string, Exit]>((resolve) =>
          kitchen.onUnexpectedExit((role, exit) => resolve([role, exit])),
        );
        await fetch(`${kitchen.url('bank')}/die`).catch(() => undefined); // the answer dies with it
        expect(await heard).toEqual(['bank', { code: 7, signal: null, atMs: expect.any(Number) }]);
        await kitchen.start('bank');
      },
      TEST_WITHIN_MS,
    );

    test(
      'PostgreSQL killed and started again: what was committed is there',
      async () => {
        const url = kitchen.access.databaseUrl('orders');
        const pool = createPool(url);
        await pool.query('create table plates (n int); insert into plates values (7)');
        await kitchen.kill('postgres');
        await expect(pool.query('select 1')).rejects.toThrow();
        await kitchen.start('postgres');
        expect((await pool.query('select n from plates')).rows).toEqual([{ n: 7 }]);
        await pool.end();
        expect(readFileSync(await kitchen.logFile('postgres'), 'utf8')).toContain(
          'was not properly shut down',
        );
      },
      TEST_WITHIN_MS,
    );

    test('PostgreSQL with a wrong password, or none: refused', async () => {
      const url = new URL(kitchen.access.databaseUrl('orders'));
      for (const password of ['', 'kitchen']) {
        url.password = password;
        const pool = createPool(url.href);
        await expect(pool.query('select 1')).rejects.toThrow(/password/);
        await pool.end();
      }
    });
  });

  test('hops without proxies can not be broken: it says how to open a kitchen whose can', async () => {
    const kitchen = await given.create('direct', FAKE_KITCHEN);
    expect(kitchen.hops).toBe(false);
    expect(() => kitchen.hop('gateway', 'orders')).toThrow('`./lab up … --hops`');
    await kitchen.close();
  });

  hopsSuite(given);
  endingSuite(given);
}

/** The variables that a service was started with; one that came as a file counts as well, by its path. */
async function givenTo(kitchen: Runtime, role: RoleInstance): Promise<Record<string, string>> {
  const answer = await fetch(`${kitchen.url(role)}/environment`);
  const given = Object.entries((await answer.json()) as Record<string, string>);
  return Object.fromEntries(given.map(([name, value]) => [name.replace(/_FILE$/, ''), value]));
}
