/** How a server ends: what is under way is answered, what does not come to an end is cut off. */
import { once } from 'node:events';
import http from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Route } from './http-server.ts';
import { rawRequest, startTestServer } from './testing.ts';

let server: Awaited<ReturnType<typeof startTestServer>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const start = async (routes: Route[]) => {
  server = await startTestServer(routes);
  return server;
};
const post: Route = { method: 'post', path: '/things/:orderId', handle: async () => ({ status: 200 }) };
const BOUND = { timeoutMs: 10_000, everyMs: 5 };
const json = { 'content-type': 'application/json' };

/** Asks over one connection, kept as long as the server keeps it; what the answer says of the connection. */
function askOver(agent: http.Agent, port: number, path = '/nothing'): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const sent = http.get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume().on('end', () => resolve(response.headers.connection));
    });
    sent.on('error', reject);
  });
}
/** True as soon as nobody listens any more. */
const refusesConnections = (port: number): Promise<true | undefined> =>
  waitUntil(() => rawRequest(port, { path: '/health/live' }).then(() => false, isRefused), BOUND);
const isRefused = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNREFUSED';
const oneConnection = () => new http.Agent({ keepAlive: true, maxSockets: 1 });

describe('closing', () => {
  test('while a client keeps sending over one connection: the connection is ended after an answer', async () => {
    const { port, close } = await start([post]);
    const agent = oneConnection();
    const ask = () => askOver(agent, port);
    expect(await ask()).toBe('keep-alive');
    const closed = close();
    server = undefined;
    const forEver = async (): Promise<void> => {
      for (;;) await ask();
    };
    await expect(forEver()).rejects.toThrow();
    await closed;
    agent.destroy();
  });

  test('while a request is being worked on: it is answered first', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow: Route = {
      ...post,
      handle: async () => {
        begin();
        await released;
        return { status: 200 };
      },
    };
    const { port, close } = await start([slow]);
    const answer = rawRequest(port, { method: 'POST', path: '/things/1' });
    await begun;
    const closed = close();
    release();
    expect((await answer).status).toBe(200);
    await closed;
    server = undefined;
    await expect(rawRequest(port, { path: '/health/live' })).rejects.toThrow('ECONNREFUSED');
  });

  test('while a connection is idle: what still comes over it is answered, and told that it ends; new ones are refused', async () => {
    const { port, close } = await start([post]);
    const agent = oneConnection();
    expect(await askOver(agent, port)).toBe('keep-alive');
    const closed = close({ lingerMs: 60_000 });
    server = undefined;
    expect(await refusesConnections(port)).toBe(true);
    expect(await askOver(agent, port)).toBe('close');
    await closed;
    agent.destroy();
  });

  test('while a request is being worked on, over a connection that is kept: its answer says that it ends', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow: Route = {
      method: 'get',
      path: '/slow',
      handle: async () => {
        begin();
        await released;
        return { status: 200 };
      },
    };
    const { port, close } = await start([slow]);
    const agent = oneConnection();
    const answer = askOver(agent, port, '/slow');
    await begun;
    const closed = close({ lingerMs: 60_000 });
    server = undefined;
    expect(await refusesConnections(port)).toBe(true);
    release();
    expect(await answer).toBe('close');
    await closed;
    agent.destroy();
  });

  test('while a connection stays silent: it is closed after a while', async () => {
    const { port, close } = await start([post]);
    const agent = oneConnection();
    await askOver(agent, port);
    await close({ lingerMs: 20 });
    server = undefined;
    agent.destroy();
  });

  test('while a body does not arrive: its connection is cut off', async () => {
    const { port, close } = await start([post]);
    const headers = { ...json, 'content-length': '10', expect: '100-continue' };
    const half = http.request({ host: '127.0.0.1', port, method: 'POST', path: '/things/1', headers });
    const failed = once(half, 'error');
    half.flushHeaders();
    await once(half, 'continue'); // the server has begun to read
    half.write('{');
    await close({ withinMs: 50 });
    server = undefined;
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  });
});
