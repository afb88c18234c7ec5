/** A bank that fails on one order for ever, and serves all others: the real one, behind a door of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../../harness/wait-until.ts';
import { DECIDED_WITHIN, startTestKitchen, TEST_WITHIN_MS, type TestKitchen } from '../testing/kitchen.ts';
import { STARTS_WITHIN_MS } from '../testing/runtime.ts';

const BAD_CARD = 'tok_bad';

let kitchen: TestKitchen;
let door: Server;
let payments: ChildProcess;
beforeAll(async () => {
  kitchen = await startTestKitchen();
  const { runtime } = kitchen;
  door = createServer(async (request, response) => {
    const body = await text(request);
    if (body.includes(BAD_CARD)) return response.writeHead(500).end();
    const { method, url, headers } = request;
    const passedOn = { ...headers, host: undefined, connection: undefined, 'content-length': undefined };
    const known = Object.entries(passedOn).filter(([, value]) => typeof value === 'string');
    const answer = await fetch(`${runtime.url('bank')}${url}`, {
      method: method!,
      headers: Object.fromEntries(known) as Record<string, string>,
      body,
    });
    return response.writeHead(answer.status).end(await answer.text());
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  await runtime.stop('payments');
  const { hostname, port } = new URL(runtime.url('payments'));
  payments = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    stdio: 'ignore',
    env: {
      HOST: hostname,
      PORT: port,
      DATABASE_URL: runtime.access.databaseUrl('payments'),
      KAFKA_BROKERS: runtime.access.kafkaBrokers(),
      BANK_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    },
  });
}, STARTS_WITHIN_MS);
afterAll(async () => {
  payments.kill('SIGKILL');
  door.closeAllConnections();
  door.close();
  await kitchen.close();
});

test(
  'given an order on which the bank fails for ever, then the others are served meanwhile, and it is put aside in the end',
  async () => {
    const bad = await kitchen.place({ cardToken: BAD_CARD });
    const letters = () =>
      kitchen.rows(
        'payments',
        `select key, headers->>'because' as because from outbox where topic = 'payments.dead-letters'`,
      );
    const others: string[] = [];
    const isPutAside = async (): Promise<boolean> => {
      others.push(await kitchen.place());
      expect(await kitchen.decided(others)).toBe(true);
      return (await letters()).length > 0;
    };
    expect(await waitUntil(isPutAside, DECIDED_WITHIN)).toBe(true);

    expect(others.length).toBeGreaterThan(30);
    expect(await kitchen.states('orders', 'orders', others)).toEqual({ confirmed: others.length });
    expect(await letters()).toEqual([{ key: bad, because: 'bank_failed' }]);
    expect(await kitchen.rows('payments', 'select key, because from parked_keys')).toEqual(await letters());
    // Undecided, its portions held, and no money moved: what the audit calls stuck.
    expect(await kitchen.states('orders', 'orders', [bad])).toEqual({ placed: 1 });
    expect(await kitchen.states('stock', 'reservations', [bad])).toEqual({ reserved: 1 });
    expect(await kitchen.states('payments', 'payments', [bad])).toEqual({});
    expect((await kitchen.bankEntries()).filter(({ orderId }) => orderId === bad)).toEqual([]);
  },
  TEST_WITHIN_MS,
);
