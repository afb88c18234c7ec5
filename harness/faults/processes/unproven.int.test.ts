import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../../experiment/testing/fake-runtime.ts';
import { noop } from '../noop.ts';
import { answerOf, connectionTo } from '../probe.ts';
import { kill } from './kill.ts';
import { pause } from './pause.ts';
import { stop } from './stop.ts';

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

describe('a question at an address', () => {
  test('answered, left open, or refused', async () => {
    expect(await answerOf('orders', await serve((_request, response) => void response.end()))).toBe(
      'answers',
    );
    expect(await answerOf('orders', await serve(() => undefined))).toBe('silent');
    expect(await answerOf('orders', await deserted())).toBe('refused');
  });
});

describe('noop', () => {
  test('does nothing, and is never proven', async () => {
    const runtime = fakeRuntime();
    const inForce = await noop.inject({ runtime, role: 'payments' });
    await expect(inForce.prove()).rejects.toThrow('there is nothing to see');
    await inForce.heal();
    expect(runtime.told).toEqual([]);
  });
});

describe('stop', () => {
  test.each([
    ['by the signal itself', { code: null, signal: 'SIGTERM' }, 'SIGTERM'],
    ['by force, as it took too long', { code: null, signal: 'SIGKILL' }, 'SIGKILL'],
    ['with an error', { code: 1, signal: null }, 'exit code 1'],
  ] as const)('a process that ended %s is not proven stopped', async (_how, exit, told) => {
    const runtime = fakeRuntime({ stop: async () => ({ ...exit, atMs: 0 }) });
    const inForce = await stop.inject({ runtime, role: 'payments' });
    await expect(inForce.prove()).rejects.toThrow(`not end in good order, but by ${told}`);
  });
});

describe('pause', () => {
  test('a process that runs on is not proven paused', async () => {
    const { pid } = process;
    const runtime = fakeRuntime({
      instance: () => ({ role: 'payments', pid, startedAtMs: 0, generation: 1 }),
    });
    const inForce = await pause.inject({ runtime, role: 'payments' });
    await expect(inForce.prove()).rejects.toThrow(`Process ${pid} is not standing still.`);
    expect(runtime.told).toEqual(['pause payments']);
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

  test('a role of two instances: both, and with a number the one', async () => {
    const address = await deserted();
    const runtime = fakeRuntime({ instances: 2, url: () => address });
    const both = await kill.inject({ runtime, role: 'payments' });
    expect(await both.prove()).toHaveLength(4);
    await both.heal();
    await kill.inject({ runtime, role: 'payments', instance: 2 });
    expect(runtime.told).toEqual([
      ...['kill payments', 'kill payments@2', 'start payments', 'start payments@2'],
      'kill payments@2',
    ]);
  });

  test('one instance of two can not be killed: the other is healed', async () => {
    const runtime = fakeRuntime({
      instances: 2,
      async kill(role) {
        if (role === 'stock@2') throw new Error('it has gone');
        return { code: null, signal: 'SIGKILL', atMs: 0 };
      },
    });
    await expect(kill.inject({ runtime, role: 'stock' })).rejects.toThrow('it has gone');
    expect(runtime.told).toEqual(['start stock']);
  });

  test('a role that does not run can not be killed', async () => {
    const runtime = fakeRuntime({ instance: () => undefined });
    await expect(kill.inject({ runtime, role: 'bank' })).rejects.toThrow('bank is not running');
  });
});
