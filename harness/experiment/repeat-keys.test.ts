import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { plannedOrder } from '../../load-tests/schedule.ts';
import type { LoadLine } from '../../load-tests/settings.ts';
import { repeatKeys, spread } from './repeat-keys.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';

const SEED = 7;
const line = (index: number, status: number): LoadLine => ({
  ...{ kind: 'place', index, sentMs: 1, answeredMs: 2, status, state: null, effect: null },
  orderId: status === 202 ? `order ${index}` : null,
});

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A kitchen that answers every order with 202, and remembers what it was asked. */
async function kitchen() {
  const asked: { key: string; body: object }[] = [];
  server = createServer(async (request: IncomingMessage, response) => {
    asked.push({ key: String(request.headers['idempotency-key']), body: (await json(request)) as object });
    response.writeHead(202).end(JSON.stringify({ orderId: 'an order', state: 'placed' }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, runtime: fakeRuntime({ url: () => `http://127.0.0.1:${port}` }) };
}

describe('keys, repeated', () => {
  test('only of what was accepted: with the same body, and then with another card', async () => {
    const { asked, runtime } = await kitchen();
    const repeats = await repeatKeys(runtime, [line(0, 503), line(3, 202)], SEED);
    const { key, lines, cardToken } = plannedOrder(SEED, 3);
    expect(asked).toEqual([
      { key, body: { lines, cardToken } },
      { key, body: { lines, cardToken: 'tok_of_another_body' } },
    ]);
    expect(repeats).toMatchObject([
      { kind: 'repeat', key, body: 'same', status: 202, orderId: 'an order', state: 'placed' },
      { kind: 'repeat', key, body: 'other', status: 202 },
    ]);
  });

  test('without a kitchen: recorded as not answered', async () => {
    expect(await repeatKeys(fakeRuntime(), [line(3, 202)], SEED)).toMatchObject([
      { body: 'same', status: 0, orderId: null },
      { body: 'other', status: 0, orderId: null },
    ]);
  });

  test('a handful of them, from the first to the last', () => {
    expect(spread([1, 2], 5)).toEqual([1, 2]);
    expect(spread([...Array(101).keys()], 5)).toEqual([0, 25, 50, 75, 100]);
  });
});
