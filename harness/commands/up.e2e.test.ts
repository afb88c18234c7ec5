/** `./lab up both`: what it prints works when pasted, and Ctrl-C closes it without a trace. */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import type { LabRun } from '../testing/lab.ts';
import {
  CLOSED_WITHIN_MS,
  OPENED_WITHIN_MS,
  type OpenKitchen,
  openKitchen,
} from '../testing/open-kitchen.ts';
import {
  environmentOf,
  isListening,
  isLoopback,
  listeningAddresses,
  listeningPorts,
  markedProcesses,
  markerOf,
} from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';

const ORDER_DECIDED_WITHIN_MS = 10_000;

let kitchen: OpenKitchen | undefined;
let run: LabRun;
let pasted: string[];
beforeAll(async () => {
  const isOpen = (stdout: string): boolean => stdout.includes('Ctrl-C closes');
  kitchen = await openKitchen(['both', '--arm', 'rr=breakers'], { isOpen });
  ({ run } = kitchen);
  pasted = run
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('  curl '));
}, OPENED_WITHIN_MS);
afterAll(() => kitchen?.close(), CLOSED_WITHIN_MS);

async function paste(line: string): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('./lab up both', () => {
  test('prints three lines for each kitchen', () => expect(pasted).toHaveLength(6));

  test('the services stand on the rungs that are told', () => {
    expect(run.stdout().match(/on the rung \S+/g)).toEqual(['on the rung breakers', 'on the rung outbox']);
    const arms = markedProcesses(markerOf(run.child.pid!)!).map((pid) => environmentOf(pid).ARM);
    expect([...new Set(arms.filter((arm) => arm !== undefined))].sort()).toEqual(['breakers', 'outbox']);
  });

  test.each([
    ['request-response', 0],
    ['event-driven', 3],
  ])(
    'the lines of the %s kitchen order breakfast, show the order, and show the menu',
    async (_kitchen, first) => {
      const [order, look, menu] = pasted.slice(first, first + 3) as [string, string, string];
      const placed = await paste(order);
      const decided = await waitUntil(
        async () => {
          const seen = await paste(look);
          return seen.state === 'placed' ? undefined : seen;
        },
        { timeoutMs: ORDER_DECIDED_WITHIN_MS, everyMs: 100 },
      );
      expect(decided).toMatchObject({ orderId: placed.orderId, state: 'confirmed', totalCents: 890 });
      expect(await paste(menu)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ sku: 'omelette', priceCents: 890 })]),
      });
    },
  );

  test('every port is one of loopback, Kafka and PostgreSQL among them', () => {
    const listening = listeningAddresses(markedProcesses(markerOf(run.child.pid!)!));
    // Of each kitchen seven services, the control of its bank, and PostgreSQL; Kafka, and its controller.
    expect(listening.length).toBeGreaterThanOrEqual(20);
    expect(listening.filter(({ address }) => !isLoopback(address))).toEqual([]);
  });

  test('no secret is in a log, or on a command line, which everybody on the machine can read', () => {
    const pids = markedProcesses(markerOf(run.child.pid!)!);
    const environments = pids.map(environmentOf);
    const named = (name: string): string[] =>
      environments.map((environment) => environment[name]).filter((value) => value !== undefined);
    const passwords = new Set(named('DATABASE_URL').map((url) => new URL(url).password));
    const apiKeys = new Set(run.stdout().match(/k_ada\.[0-9a-f]+/g));
    const tokens = [...named('GATEWAY_KEY_SECRET'), ...named('BANK_CONTROL_TOKEN')];
    const secrets = [...passwords, ...apiKeys, ...tokens];
    // Each of both kitchens has its own.
    expect(new Set(secrets).size).toBe(8);

    const logFolders = named('BANK_LEDGER_FILE').map((file) => join(dirname(file), '..', 'logs'));
    const logs = logFolders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    expect(logs.length).toBeGreaterThan(15);
    for (const file of [...logs, ...pids.map((pid) => `/proc/${pid}/cmdline`)]) {
      const text = readFileSync(file, 'utf8');
      expect({ file, secrets: secrets.filter((secret) => text.includes(secret)) }).toEqual({
        file,
        secrets: [],
      });
    }
  });

  test('Ctrl-C closes both kitchens, which is how it is meant to end, and nothing is left', async () => {
    const marker = markerOf(run.child.pid!)!;
    const ports = listeningPorts(markedProcesses(marker));
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual({ code: EXIT.ok, signal: null });
    expect(markedProcesses(marker)).toEqual([]);
    for (const port of ports)
      expect({ port, listening: await isListening(port) }).toEqual({ port, listening: false });
  }, 30_000);
});
