import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createOutgoing } from '#shared/platform/outgoing.ts';
import { MAX_BODY_BYTES } from '#shared/platform/read-body.ts';
import { keptLog, rawRequest, startTestServer } from '#shared/platform/testing.ts';
import { gatewayRoutes } from './service.ts';
import { BURST, key, startTestGateway, type TestGateway } from './testing.ts';

const ORDER = '6f4a2f4e-1111-4111-8111-000000000000';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.begin());

describe('a request with a key', () => {
  test('goes to the service that owns the route, with who and which, and its bytes as they came', async () => {
    const headers = {
      ...key('ann'),
      'content-type': 'application/json',
      'idempotency-key': 'k-1',
      'x-request-id': 'r-1',
    };
    await gateway.send({ method: 'POST', path: '/orders', headers, body: '{"not": judged here' });
    expect(gateway.arrived).toMatchObject([
      { service: 'orders', path: '/orders', body: '{"not": judged here' },
    ]);
    expect(gateway.arrived[0]!.headers).toMatchObject({
      'x-customer-id': 'ann',
      'x-request-id': 'r-1',
      'idempotency-key': 'k-1',
      'content-type': 'application/json',
    });
  });

  test('nothing else passes: no key, no cookie, no id of another customer or order', async () => {
    const foreign = { 'x-customer-id': 'bob', 'x-order-id': ORDER, cookie: 'a=b' };
    await gateway.send({ path: '/menu', headers: { ...key('ann'), ...foreign } });
    expect(gateway.arrived[0]!.headers).toMatchObject({
      'x-customer-id': 'ann',
      'x-order-id': undefined,
      cookie: undefined,
      authorization: undefined,
    });
  });

  test('a change of a customer goes to customers', async () => {
    await gateway.send({ method: 'PUT', path: '/customers/ann', headers: key('ann'), body: '{}' });
    expect(gateway.arrived).toMatchObject([{ service: 'customers', path: '/customers/ann' }]);
  });

  test('the answer passes back: status, body, location, and nothing a service should keep to itself', async () => {
    const headers = {
      location: `/orders/${ORDER}`,
      'retry-after': '2',
      'x-inner': 'secret',
      'set-cookie': 'a=b',
    };
    gateway.answerWith({ status: 202, body: { orderId: ORDER }, headers });
    const {
      status,
      headers: passed,
      body,
    } = await gateway.send({ method: 'POST', path: '/orders', headers: key('ann') });
    expect({ status, body }).toEqual({ status: 202, body: JSON.stringify({ orderId: ORDER }) });
    expect(passed).toMatchObject({
      location: `/orders/${ORDER}`,
      'retry-after': '2',
      'content-type': 'application/json',
    });
    expect(passed).not.toHaveProperty('x-inner');
    expect(passed).not.toHaveProperty('set-cookie');
  });
});

describe('a request that must not pass', () => {
  const wrong = `Bearer k_ann.${'0'.repeat(32)}`;
  test.each([
    ['no key', { path: '/menu' }, 401, 'no_valid_key'],
    ['a wrong key', { path: '/menu', headers: { authorization: wrong } }, 401, 'no_valid_key'],
    [
      'only the id of a customer',
      { path: '/menu', headers: { 'x-customer-id': 'ann' } },
      401,
      'no_valid_key',
    ],
    ['an unknown route', { path: '/payments', headers: key('ann') }, 404, 'no_such_route'],
    [
      'an unknown method',
      { method: 'DELETE', path: `/orders/${ORDER}`, headers: key('ann') },
      404,
      'no_such_route',
    ],
    [
      'a route of a service that is none of the contract',
      { path: '/customers/ann', headers: key('ann') },
      404,
      'no_such_route',
    ],
    ['dots in the path', { path: '/orders/../metrics-of-mine', headers: key('ann') }, 404, 'no_such_route'],
    ['dots for an id', { path: '/orders/..', headers: key('ann') }, 404, 'not_found'],
    ['encoded dots', { path: '/orders/..%2Fmetrics-of-mine', headers: key('ann') }, 404, 'not_found'],
    ['encoded dots, twice', { path: '/orders/%252e%252e%252fmenu', headers: key('ann') }, 404, 'not_found'],
    ['a line end in the id', { path: '/orders/a%0d%0aX-Evil:1', headers: key('ann') }, 404, 'not_found'],
    ['a query for an id', { path: '/orders/%3Fall=1', headers: key('ann') }, 404, 'not_found'],
    [
      'an oversized body',
      { method: 'POST', path: '/orders', headers: key('ann'), body: 'x'.repeat(MAX_BODY_BYTES + 1) },
      413,
      'body_too_large',
    ],
    [
      'an oversized body without a key',
      { method: 'POST', path: '/orders', body: 'x'.repeat(MAX_BODY_BYTES + 1) },
      401,
      'no_valid_key',
    ],
  ])('%s: refused, and no service hears of it', async (_what, request, status, code) => {
    const refused = await gateway.send(request);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(refused.body)).toMatchObject({ status, code, effect: 'none' });
    expect(gateway.arrived).toEqual([]);
  });

  test('health and metrics: the gateway answers for itself, never for a service', async () => {
    expect((await gateway.send({ path: '/health/ready' })).status).toBe(200);
    expect((await gateway.send({ path: '/metrics' })).body).toContain('http_server_request_duration_seconds');
    for (const path of ['/orders/health/ready', '/orders/metrics', '/customers/metrics']) {
      expect((await gateway.send({ path, headers: key('ann') })).status).toBe(404);
    }
    expect(gateway.arrived).toEqual([]);
  });

  test('a query is dropped', async () => {
    await gateway.send({ path: '/menu?x=1', headers: key('ann') });
    expect(gateway.arrived).toMatchObject([{ path: '/menu' }]);
  });

  test('more than the rate limit: 429 and when to come back; other customers are not concerned', async () => {
    const read = (customer: string) => gateway.send({ path: '/menu', headers: key(customer) });
    for (let count = 0; count < BURST; count += 1) expect((await read('ann')).status).toBe(200);
    const refused = await read('ann');
    expect(JSON.parse(refused.body)).toMatchObject({
      status: 429,
      code: 'too_many_requests',
      effect: 'none',
    });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await read('bob')).status).toBe(200);
  });
});

describe('a service that does not answer', () => {
  const place = { method: 'POST', path: '/orders', body: '{}' };

  test('breaks the connection: 504, effect unknown, and it was asked once', async () => {
    gateway.answerWith({ status: 201, loseAnswer: true });
    const refused = await gateway.send({ ...place, headers: key('ann') });
    expect(JSON.parse(refused.body)).toMatchObject({
      status: 504,
      code: 'orders_cut_off',
      effect: 'unknown',
    });
    expect(gateway.arrived).toHaveLength(1);
  });

  test('is not there: 503, no effect', async () => {
    const { log } = keptLog();
    const gone = await startTestServer([]);
    await gone.close();
    const nowhere = createOutgoing({
      target: 'orders',
      urls: [gone.url],
      timeoutMs: 2_000,
      log,
      metrics: gone.metrics,
    });
    const lonely = await startTestServer(
      gatewayRoutes({
        customerOf: () => 'ann',
        rateLimit: { take: () => 0 },
        upstreams: { orders: nowhere, customers: nowhere },
        now: () => 0,
      }),
    );
    const refused = await rawRequest(lonely.port, place);
    expect(JSON.parse(refused.body)).toMatchObject({
      status: 503,
      code: 'orders_unavailable',
      effect: 'none',
    });
    await nowhere.close();
    await lonely.close();
  });
});
