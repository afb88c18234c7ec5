/** The life of a real service process, shown with the bank: it needs nothing beside itself, and must forget nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestServer } from './testing.ts';

const ENTRY = path.join(import.meta.dirname, '../bank/main.ts');
const WITHIN_MS = 10_000;

let folder: string;
let environment: Record<string, string>;
const started: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'service-'));
  environment = {
    PORT: String(await freePort()),
    BANK_CONTROL_PORT: String(await freePort()),
    BANK_CONTROL_TOKEN: 'a token for the control',
    BANK_LEDGER_FILE: path.join(folder, 'bank.ndjson'),
  };
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = await startTestServer([]);
  await server.close();
  return server.port;
}

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [ENTRY], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk;
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', collect);
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, output }));
  return { child, exited };
}

const url = (): string => `http://127.0.0.1:${environment.PORT}`;

async function untilReady(): Promise<void> {
  const deadlineMs = performance.now() + WITHIN_MS;
  while (performance.now() < deadlineMs) {
    const response = await fetch(`${url()}/health/ready`).catch(() => null); // not listening yet
    if (response?.ok) return;
    await wait(20);
  }
  throw new Error(`not ready within ${WITHIN_MS} ms`);
}

const charge = (orderId: string): Promise<Response> =>
  fetch(`${url()}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': orderId },
    body: JSON.stringify({ orderId, amountCents: 500, cardToken: 'tok_visa' }),
  });

describe('a service process', () => {
  test('a variable is missing and another is wrong: exits 78 at once and names both', async () => {
    const { BANK_LEDGER_FILE: _missing, ...rest } = environment;
    const { code, output } = await run({ ...rest, PORT: 'eighty' }).exited;
    expect(code).toBe(78);
    expect(output).toContain('BANK_LEDGER_FILE is missing');
    expect(output).toContain('PORT: must be a whole number');
  });

  test('its port is taken: exits 1 and says so', async () => {
    const taken = await startTestServer([]);
    const { code, output } = await run({ ...environment, PORT: String(taken.port) }).exited;
    await taken.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
  });

  test('SIGTERM while a request is being worked on: answers it, closes, exits 0, and has logged all of it', async () => {
    const { child, exited } = run(environment);
    await untilReady();
    await fetch(`http://127.0.0.1:${environment.BANK_CONTROL_PORT}/behaviour`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${environment.BANK_CONTROL_TOKEN}`,
      },
      body: JSON.stringify({ latencyMs: 300 }),
    });
    const answer = charge('order-1');
    // Asked after the charge was sent: when this is answered, the charge has arrived and waits in the slow bank.
    await fetch(`${url()}/health/live`);
    child.kill('SIGTERM');
    expect((await answer).status).toBe(201);
    const { code, output } = await exited;
    expect(code).toBe(0);
    const logged = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect(logged).toEqual(expect.arrayContaining(['listening', 'stopping', 'served', 'stopped']));
    expect(logged.at(-1)).toBe('stopped');
  });

  test('SIGTERM while clients keep sending over the connections that they have: none of them is cut off', async () => {
    const { child, exited } = run(environment);
    await untilReady();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 64 });
    const outcomes: string[] = [];
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        const asked = http.get(
          { host: '127.0.0.1', port: environment.PORT, path: '/nothing', agent },
          (answer) => {
            answer.resume().on('end', () => resolve(String(answer.statusCode)));
          },
        );
        asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    const client = async (): Promise<void> => {
      for (let last = ''; last !== 'ECONNREFUSED'; ) {
        last = await ask();
        outcomes.push(last);
        if (outcomes.length === 500) child.kill('SIGTERM');
      }
    };
    await Promise.all(Array.from({ length: 24 }, client));
    expect(new Set(outcomes)).toEqual(new Set(['404', 'ECONNREFUSED']));
    expect((await exited).code).toBe(0);
    agent.destroy();
  });

  test('SIGKILL under load, then started again: every charge that was answered is known', async () => {
    const first = run(environment);
    await untilReady();
    const answered: string[] = [];
    const asking = Array.from({ length: 200 }, async (_, index) => {
      const response = await charge(`order-${index}`).catch(() => null); // killed before it could answer
      if (response?.status !== 201) return;
      answered.push(`order-${index}`);
      if (answered.length === 20) first.child.kill('SIGKILL');
    });
    await Promise.all(asking);
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });

    run(environment);
    await untilReady();
    await Promise.all(answered.map(charge));
    const entries = (await readFile(environment.BANK_LEDGER_FILE!, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answered.length).toBeGreaterThanOrEqual(20);
    for (const orderId of answered) {
      const outcomes = entries.filter((entry) => entry.orderId === orderId).map((entry) => entry.outcome);
      expect(outcomes).toEqual(['captured', 'replayed']);
    }
  });
});
