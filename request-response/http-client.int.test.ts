import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Call, CallListener, Send } from './call.ts';
import { httpSend } from './http-client.ts';
import { withDeadline } from './patterns/deadline.ts';
import { withTimeout } from './patterns/timeout.ts';

const TIMEOUT_MS = 100;
const CALL: Call = {
  method: 'POST',
  path: '/payments',
  body: { amountCents: 1 },
  idempotencyKey: 'order-1',
  context: { requestId: 'r-1', orderId: 'o-1', customerId: 'c-1' },
  attempt: 1,
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

function keptOutcomes() {
  const outcomes: string[] = [];
  const listener: CallListener = {
    attempted: ({ outcome }) => void outcomes.push(outcome),
    notCalled: () => undefined,
    retried: () => undefined,
    breakerMade: () => undefined,
    breakerChanged: () => undefined,
  };
  return { listener, outcomes };
}

/** A server that answers so, and a client for it; what the client told its listener is kept. */
async function given(answer: (response: ServerResponse, headers: Record<string, unknown>) => void) {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, request.headers));
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const { listener, outcomes } = keptOutcomes();
  const send: Send = httpSend('payments', url, listener);
  return { send, outcomes, close: () => new Promise((resolve) => listening.close(resolve)) };
}

const problem = (status: number, body: object) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
};

describe('httpSend', () => {
  test('an answer: its body; and the call carries who, which order and which key', async () => {
    let got: Record<string, unknown> = {};
    const { send, outcomes } = await given((response, headers) => {
      got = headers;
      response.writeHead(201).end('{"outcome":"captured"}');
    });

    expect(await send(CALL)).toEqual({ outcome: 'captured' });
    expect(got).toMatchObject({
      'idempotency-key': 'order-1',
      'x-request-id': 'r-1',
      'x-order-id': 'o-1',
      'x-customer-id': 'c-1',
    });
    expect(outcomes).toEqual(['ok']);
  });

  test('nobody listens: unavailable, effect none', async () => {
    const { send, outcomes, close } = await given(() => undefined);
    await close();

    await expect(send(CALL)).rejects.toMatchObject({
      code: 'payments_unreachable',
      effect: 'none',
      retriable: true,
    });
    expect(outcomes).toEqual(['unreachable']);
  });

  test('a name that leads nowhere: unavailable, effect none', async () => {
    const { listener, outcomes } = keptOutcomes();

    await expect(httpSend('payments', 'http://no..where', listener)(CALL)).rejects.toMatchObject({
      code: 'payments_unreachable',
      effect: 'none',
    });
    expect(outcomes).toEqual(['unreachable']);
  });

  test('the connection breaks after the request: effect unknown', async () => {
    const { send } = await given((response) => response.destroy());

    await expect(send(CALL)).rejects.toMatchObject({ code: 'payments_cut_off', effect: 'unknown' });
    await expect(send({ ...CALL, method: 'GET' })).rejects.toMatchObject({ effect: 'none' });
  });

  test('the answer is cut off in the middle: effect unknown', async () => {
    const { send } = await given((response) => {
      response.writeHead(201, { 'content-length': 100 }).write('{"outcome":');
      response.destroy();
    });

    await expect(send(CALL)).rejects.toMatchObject({ effect: 'unknown', retriable: true });
  });

  test('a redirect: not followed, and no answer that anybody asked for', async () => {
    const { send } = await given((response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );

    await expect(send(CALL)).rejects.toMatchObject({ code: 'status_302', retriable: false });
  });

  test.each([
    [409, { code: 'already_undone', effect: 'none' }, { kind: 'conflict', retriable: false, effect: 'none' }],
    [404, { code: 'no_such_customer', effect: 'none' }, { kind: 'not_found', code: 'no_such_customer' }],
    [
      503,
      { code: 'bank_circuit_open', effect: 'none' },
      { kind: 'unavailable', effect: 'none', retriable: true },
    ],
    [504, { code: 'bank_timeout', effect: 'unknown' }, { code: 'payments_timeout', effect: 'unknown' }],
    [500, { code: 'internal' }, { kind: 'unavailable', effect: 'unknown', retriable: true }],
  ])(
    'a %d: what it says of the effect, and whether trying again can help',
    async (status, body, expected) => {
      const { send } = await given(problem(status, body));

      await expect(send(CALL)).rejects.toMatchObject(expected);
    },
  );
});

describe('withTimeout', () => {
  test('headers never come: given up, effect unknown', async () => {
    const { send } = await given(() => undefined);

    await expect(withTimeout(TIMEOUT_MS, send)(CALL)).rejects.toMatchObject({
      code: 'payments_timeout',
      effect: 'unknown',
    });
  });

  test('the body drips for ever, never silent for long: given up all the same', async () => {
    let drip: NodeJS.Timeout | undefined;
    const { send } = await given((response) => {
      response.writeHead(201);
      drip = setInterval(() => response.write(' '), TIMEOUT_MS / 10);
    });

    await expect(withTimeout(TIMEOUT_MS, send)(CALL)).rejects.toMatchObject({ code: 'payments_timeout' });
    clearInterval(drip);
  });
});

describe('withDeadline', () => {
  test('the deadline has passed: nothing is sent, effect none', async () => {
    const { send, outcomes } = await given((response) => response.end('{}'));
    const context = { ...CALL.context, deadlineMs: performance.now() };

    await expect(withDeadline('payments', send)({ ...CALL, context })).rejects.toMatchObject({
      code: 'payments_deadline',
      effect: 'none',
      retriable: false,
    });
    expect(outcomes).toEqual([]);
  });

  test('the deadline comes before the answer: given up, effect unknown; the breaker hears how the attempt ends', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { send } = await given((response) => void released.then(() => response.end('{}')));
    const attempts: Promise<unknown>[] = [];
    const breaker: Send = (call) => {
      const attempt = withTimeout(3_600_000, send)(call);
      attempts.push(attempt);
      return attempt;
    };
    const context = { ...CALL.context, deadlineMs: performance.now() + TIMEOUT_MS };

    await expect(withDeadline('payments', breaker)({ ...CALL, context })).rejects.toMatchObject({
      kind: 'timeout',
      code: 'payments_deadline',
      effect: 'unknown',
    });
    release();
    await expect(attempts[0]).resolves.toEqual({});
  });
});
