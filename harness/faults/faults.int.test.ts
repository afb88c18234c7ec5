import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../experiment/testing/fake-runtime.ts';
import { kill } from './kill.ts';
import { connectionTo } from './probe.ts';
import { unreliableBank } from './unreliable-bank.ts';

const RELIABLE = { latencyMs: 0, loseAnswerRate: 0 };
const servers: Server[] = [];

/** A server on a free port; answers its URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address at which nobody listens any more. */
async function deserted(): Promise<string> {
  const url = await serve((_request, response) => void response.end());
  await new Promise((resolve) => servers.pop()!.close(resolve));
  return url;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('connection to an address', () => {
  test('open where somebody listens, refused where nobody does', async () => {
    expect(await connectionTo(await serve((_request, response) => void response.end()))).toBe('open');
    expect(await connectionTo(await deserted())).toBe('refused');
  });
});

describe('kill', () => {
  test('a process that ended by SIGKILL and refuses connections is the proof; a new one is the heal', async () => {
    const address = await deserted();
    const runtime = fakeRuntime({ url: () => address });
    const inForce = await kill.inject({ runtime, role: 'payments' });
    expect(await inForce.prove()).toEqual([
      'process 101 ended by SIGKILL',
      expect.stringContaining('refuses connections'),
    ]);
    expect(await inForce.heal()).toEqual(['process 102 started and is ready']);
    expect(runtime.told).toEqual(['kill payments', 'start payments']);
  });

  test('a role whose address still takes connections is not proven dead', async () => {
    const address = await serve((_request, response) => void response.end());
    const inForce = await kill.inject({ runtime: fakeRuntime({ url: () => address }), role: 'payments' });
    await expect(inForce.prove()).rejects.toThrow('should refuse connections; it is open');
  });

  test('a process that ended in another way is not proven killed', async () => {
    const runtime = fakeRuntime({ kill: async () => ({ code: 0, signal: null, atMs: 0 }) });
    const inForce = await kill.inject({ runtime, role: 'payments' });
    await expect(inForce.prove()).rejects.toThrow('exit code 0, not by SIGKILL');
  });

  test('a role that is the same generation after the start was not healed', async () => {
    const same = { role: 'payments', pid: 1, startedAtMs: 0, generation: 1 } as const;
    const runtime = fakeRuntime({ instance: () => same, start: async () => same });
    const inForce = await kill.inject({ runtime, role: 'payments' });
    await expect(inForce.heal()).rejects.toThrow('not started anew');
  });

  test('a role that does not run can not be killed', async () => {
    const runtime = fakeRuntime({ instance: () => undefined });
    await expect(kill.inject({ runtime, role: 'bank' })).rejects.toThrow('bank is not running');
  });
});

describe('unreliable bank', () => {
  /** A bank's control that keeps what it is told, or does not. */
  async function bankControl(obedient: boolean) {
    let behaviour = RELIABLE;
    const url = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const allowed = request.headers.authorization === 'Bearer the-token';
      if (allowed && request.method === 'PUT' && obedient) {
        behaviour = { ...RELIABLE, ...(JSON.parse(body) as object) };
      }
      response.writeHead(allowed ? 200 : 401).end(JSON.stringify(behaviour));
    });
    const runtime = fakeRuntime();
    return { ...runtime, access: { ...runtime.access, bankControl: () => ({ url, token: 'the-token' }) } };
  }

  test('a bank that says that it is slow and loses answers is the proof, one that says that it is reliable the heal', async () => {
    const inForce = await unreliableBank.inject({ runtime: await bankControl(true), role: 'bank' });
    expect((await inForce.prove())[0]).toContain('loses 20 % of its answers');
    expect((await inForce.heal())[0]).toContain('reliable again');
  });

  test('a bank that does not do what it is told is not proven unreliable', async () => {
    const inForce = await unreliableBank.inject({ runtime: await bankControl(false), role: 'bank' });
    await expect(inForce.prove()).rejects.toThrow('0 ms late');
  });
});
