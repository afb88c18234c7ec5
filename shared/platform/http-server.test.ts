import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { type HttpRequest, type HttpResponse, type Route, validated } from './http-server.ts';
import { MAX_BODY_BYTES } from './read-body.ts';
import { rawRequest, startTestServer } from './testing.ts';

type Started = Awaited<ReturnType<typeof startTestServer>>;
let server: Started | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const start = async (routes: Route[], ready?: () => Promise<string | null>) => {
  server = await startTestServer(routes, ready);
  return server;
};
const echo = async ({ body, params, requestId }: HttpRequest): Promise<HttpResponse> => ({
  status: 200,
  body: { body: Buffer.isBuffer(body) ? body.toString() : body, params, requestId },
});
const post: Route = { method: 'post', path: '/things/:orderId', handle: echo };
const throwing = (error: unknown): Route => ({
  method: 'get',
  path: '/things',
  handle: async () => {
    throw error;
  },
});
const json = { 'content-type': 'application/json' };

describe('a request', () => {
  test('with JSON: the handler gets the parsed body and the parts of the path', async () => {
    const { port } = await start([post]);
    const answer = await rawRequest(port, {
      method: 'POST',
      path: '/things/a%20b',
      headers: json,
      body: '{"n":1}',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(answer.body)).toMatchObject({ body: { n: 1 }, params: { orderId: 'a b' } });
  });

  test('on a raw route: the handler gets the bytes as they came', async () => {
    const { port } = await start([{ ...post, raw: true }]);
    const answer = await rawRequest(port, { method: 'POST', path: '/things/1', body: '{not json' });
    expect(JSON.parse(answer.body)).toMatchObject({ body: '{not json' });
  });

  test('with an id: answered and logged with it', async () => {
    const { port, lines } = await start([post]);
    const headers = { ...json, 'x-request-id': 'request-1' };
    const answer = await rawRequest(port, { method: 'POST', path: '/things/7', headers, body: '{}' });
    expect(answer.headers['x-request-id']).toBe('request-1');
    await server?.close();
    server = undefined;
    const line = {
      msg: 'served',
      requestId: 'request-1',
      orderId: '7',
      route: 'POST /things/:orderId',
      status: 200,
    };
    expect(lines).toContainEqual(expect.objectContaining(line));
  });

  test.each(['two words', 'x'.repeat(65), '{"a":1}'])(
    'with the id %p, unfit for logs: gets a new one',
    async (id) => {
      const { port } = await start([post]);
      const headers = { ...json, 'x-request-id': id };
      const answer = await rawRequest(port, { method: 'POST', path: '/things/7', headers, body: '{}' });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('twice with the id in its header: gets a new one', async () => {
    const { port } = await start([post]);
    const headers = { ...json, 'x-request-id': ['a', 'b'] };
    const answer = await rawRequest(port, { method: 'POST', path: '/things/7', headers, body: '{}' });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a request that is wrong', () => {
  const tooLong = `{"a":"${'x'.repeat(MAX_BODY_BYTES)}"}`;

  test.each([
    ['malformed JSON', { headers: json, body: '{"a":' }, 400, 'malformed_json'],
    [
      'bytes that are not UTF-8',
      { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) },
      400,
      'malformed_json',
    ],
    [
      'a body that is not called JSON',
      { headers: { 'content-type': 'text/plain' }, body: '{}' },
      400,
      'not_json',
    ],
    ['a body that is too large', { headers: json, body: tooLong }, 413, 'body_too_large'],
    [
      'a body that is too large and does not say so',
      { headers: { ...json, 'transfer-encoding': 'chunked' }, body: tooLong },
      413,
      'body_too_large',
    ],
    ['a path that can not be decoded', { path: '/things/%zz', body: '' }, 400, 'bad_path'],
    ['a route that there is not', { path: '/nothing' }, 404, 'no_such_route'],
    ['a method that there is not', { method: 'DELETE' }, 404, 'no_such_route'],
  ])('%s: a problem, and the handler is not called', async (_what, request, status, code) => {
    let calls = 0;
    const counting: Route = {
      ...post,
      handle: async () => {
        calls += 1;
        return { status: 200 };
      },
    };
    const { port } = await start([counting]);
    const answer = await rawRequest(port, { method: 'POST', path: '/things/1', ...request });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({ status, code, effect: 'none' });
    expect(JSON.parse(answer.body).requestId).toBe(answer.headers['x-request-id']);
    expect(calls).toBe(0);
  });

  test('a body of exactly the limit: is taken', async () => {
    const { port } = await start([{ ...post, raw: true }]);
    const body = 'x'.repeat(MAX_BODY_BYTES);
    expect((await rawRequest(port, { method: 'POST', path: '/things/1', body })).status).toBe(200);
  });

  test('a field of the wrong type: the detail names it', async () => {
    const schema = z.strictObject({ lines: z.array(z.strictObject({ quantity: z.int() })) });
    const checking: Route = {
      ...post,
      handle: async ({ body }) => ({ status: 200, body: validated(schema, body) }),
    };
    const { port } = await start([checking]);
    const body = '{"lines":[{"quantity":"two"}]}';
    const answer = await rawRequest(port, { method: 'POST', path: '/things/1', headers: json, body });
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^lines\.0\.quantity: /),
    });
  });
});

describe('a handler', () => {
  test('that throws an AppError: answered by its kind, and not logged as a failure', async () => {
    const { port, lines } = await start([
      throwing(new AppError('unavailable', 'stock_unavailable', 'No stock.')),
    ]);
    const answer = await rawRequest(port, { path: '/things' });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 503, code: 'stock_unavailable', effect: 'none' });
    expect(lines.filter((line) => line.level === 'error')).toEqual([]);
  });

  test('that throws anything else: 500 without details, which are logged', async () => {
    const bug = new TypeError('x is undefined');
    const { port, lines } = await start([throwing(bug)]);
    const answer = await rawRequest(port, { path: '/things' });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 500, code: 'internal', effect: 'unknown' });
    expect(answer.body).not.toContain('x is undefined');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', err: bug }));
  });

  test('that loses its answer: the connection breaks, and the log knows of no status', async () => {
    const { port, lines } = await start([
      { ...post, handle: async () => ({ status: 201, loseAnswer: true }) },
    ]);
    await expect(rawRequest(port, { method: 'POST', path: '/things/1' })).rejects.toThrow('socket hang up');
    await server?.close();
    server = undefined;
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'served', status: 0 }));
  });
});

describe('health and metrics', () => {
  test('not ready: 503 and why; alive all the same', async () => {
    const { port } = await start([], async () => 'no database');
    const ready = await rawRequest(port, { path: '/health/ready' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body)).toEqual({ status: 'not ready', reason: 'no database' });
    expect((await rawRequest(port, { path: '/health/live' })).status).toBe(200);
  });

  test('ready: 200', async () => {
    const { port } = await start([]);
    expect((await rawRequest(port, { path: '/health/ready' })).status).toBe(200);
  });

  test('after a request: the metrics count it by route, without its id', async () => {
    const { port } = await start([post]);
    await rawRequest(port, { method: 'POST', path: '/things/secret-id', headers: json, body: '{}' });
    const { body } = await rawRequest(port, { path: '/metrics' });
    expect(body).toMatch(/http_server_request_duration_seconds_count\{.*route="\/things\/:orderId".*\} 1/);
    expect(body).not.toContain('secret-id');
  });
});
