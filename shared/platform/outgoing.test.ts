import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createMetrics } from './metrics.ts';
import { createOutgoing, type Outgoing, type OutgoingRequest } from './outgoing.ts';
import { keptLog } from './testing.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startUpstream(handler: http.RequestListener): Promise<{ url: string; server: http.Server }> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function client(
  urls: string | string[],
  timeoutMs = 5_000,
): { outgoing: Outgoing; lines: Record<string, unknown>[] } {
  const { log, lines } = keptLog();
  const outgoing = createOutgoing({
    target: 'stock',
    urls: typeof urls === 'string' ? [urls] : urls,
    timeoutMs,
    log,
    metrics: createMetrics('test', 'both'),
  });
  open.unshift(() => outgoing.close());
  return { outgoing, lines };
}

const request: OutgoingRequest = {
  method: 'POST',
  path: '/reservations',
  headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
  body: '{"n":1}',
  requestId: 'request-1',
  orderId: 'order-1',
};

describe('send', () => {
  test('an answer: its status, headers and bytes; the request arrived as it was', async () => {
    const { url } = await startUpstream(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      const { method, url: path } = incoming;
      response.writeHead(201, { location: '/orders/1' });
      response.end(JSON.stringify({ method, path, body, type: incoming.headers['content-type'] }));
    });
    const { outgoing, lines } = client(url);
    const { status, headers, body } = await outgoing.send(request);
    expect({ status, location: headers.location }).toEqual({ status: 201, location: '/orders/1' });
    const arrived = { method: 'POST', path: '/reservations', body: '{"n":1}', type: 'application/json' };
    expect(JSON.parse(body.toString())).toEqual(arrived);
    const line = {
      msg: 'called',
      target: 'stock',
      outcome: 'ok',
      status: 201,
      requestId: 'request-1',
      orderId: 'order-1',
    };
    expect(lines).toEqual([expect.objectContaining(line)]);
  });

  test.each([302, 404, 500])('an answer of %i: is an answer, and no redirect is followed', async (status) => {
    let requests = 0;
    const { url } = await startUpstream((_incoming, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect((await client(url).outgoing.send(request)).status).toBe(status);
    expect(requests).toBe(1);
  });

  test('many in a row: connections are kept and used again', async () => {
    const { url, server } = await startUpstream((_incoming, response) => void response.end('ok'));
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const { outgoing } = client(url);
    for (let count = 0; count < 20; count += 1) await outgoing.send(request);
    // A connection rests for a turn of the event loop after an answer; the next call may take a second one.
    expect(connections).toBeLessThanOrEqual(2);
  });
});

describe('send, when it goes wrong', () => {
  test('nobody listens: unavailable, without effect', async () => {
    const { url, server } = await startUpstream(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const { outgoing, lines } = client(url);
    const error = { kind: 'unavailable', code: 'stock_unavailable', effect: 'none', retriable: true };
    await expect(outgoing.send(request)).rejects.toMatchObject(error);
    expect(lines).toEqual([expect.objectContaining({ msg: 'called', outcome: 'unreachable', status: 0 })]);
  });

  test('the connection breaks after the request was taken: effect unknown', async () => {
    const { url } = await startUpstream((incoming) => void incoming.socket.destroy());
    const error = { kind: 'timeout', code: 'stock_cut_off', effect: 'unknown' };
    await expect(client(url).outgoing.send(request)).rejects.toMatchObject(error);
  });

  test('the connection breaks amid the answer: effect unknown', async () => {
    const { url } = await startUpstream((incoming, response) => {
      response.writeHead(201, { 'content-length': 100 });
      response.write('half', () => incoming.socket.destroy());
    });
    await expect(client(url).outgoing.send(request)).rejects.toMatchObject({
      code: 'stock_cut_off',
      effect: 'unknown',
    });
  });

  test('no answer in time: effect unknown, and the connection is given up', async () => {
    const { promise: givenUp, resolve } = Promise.withResolvers<void>();
    const { url } = await startUpstream((incoming) => void incoming.socket.on('close', () => resolve()));
    const error = { kind: 'timeout', code: 'stock_timeout', effect: 'unknown' };
    await expect(client(url, 50).outgoing.send(request)).rejects.toMatchObject(error);
    await givenUp;
  });

  test('an answer that stalls: the deadline holds for its last byte', async () => {
    const { url } = await startUpstream((_incoming, response) => {
      response.writeHead(201);
      response.write('half');
    });
    await expect(client(url, 50).outgoing.send(request)).rejects.toMatchObject({ code: 'stock_timeout' });
  });

  test('a GET without an answer: had no effect', async () => {
    const { url } = await startUpstream((incoming) => void incoming.socket.destroy());
    const { outgoing } = client(url);
    const { body: _none, ...read } = request;
    await expect(outgoing.send({ ...read, method: 'GET' })).rejects.toMatchObject({
      kind: 'timeout',
      effect: 'none',
    });
  });

  test('the service comes back on its address: the next call gets through', async () => {
    const { url, server } = await startUpstream((_incoming, response) => void response.end('ok'));
    const { outgoing } = client(url);
    await outgoing.send(request);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(outgoing.send(request)).rejects.toMatchObject({ kind: 'unavailable', effect: 'none' });
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    expect((await outgoing.send(request)).status).toBe(200);
  });
});

describe('send, to one of several instances', () => {
  /** An instance that answers with its name; how often it was asked. */
  async function instance(name: string) {
    const asked = { times: 0 };
    const upstream = await startUpstream((_incoming, response) => {
      asked.times += 1;
      // Over a connection that is kept, a client may still send to one that has just gone.
      response.writeHead(200, { connection: 'close' }).end(name);
    });
    return { ...upstream, asked };
  }
  const stop = (server: http.Server): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const answers = async (outgoing: Outgoing, times: number): Promise<string[]> => {
    const bodies: string[] = [];
    for (let time = 0; time < times; time += 1) bodies.push((await outgoing.send(request)).body.toString());
    return bodies;
  };

  test('all are there: one after the other', async () => {
    const [one, two] = [await instance('one'), await instance('two')];
    const { outgoing } = client([one.url, two.url]);
    expect(await answers(outgoing, 4)).toEqual(['one', 'two', 'one', 'two']);
  });

  test('one refuses connections: its share goes to the others, the rest as before; each attempt is logged', async () => {
    const [one, two, three] = [await instance('one'), await instance('two'), await instance('three')];
    await stop(two.server);
    const { outgoing, lines } = client([one.url, two.url, three.url]);
    expect(await answers(outgoing, 4)).toEqual(['one', 'three', 'one', 'three']);
    expect(lines.map(({ outcome, targetInstance }) => [targetInstance, outcome])).toEqual([
      [1, 'ok'],
      [2, 'unreachable'],
      [3, 'ok'],
      [1, 'ok'],
      [2, 'unreachable'],
      [3, 'ok'],
    ]);
  });

  test('one takes the request and breaks the connection: it is not sent to another', async () => {
    const { url: breaks } = await startUpstream((incoming) => void incoming.socket.destroy());
    const two = await instance('two');
    await expect(client([breaks, two.url]).outgoing.send(request)).rejects.toMatchObject({
      code: 'stock_cut_off',
      effect: 'unknown',
    });
    expect(two.asked.times).toBe(0);
  });

  test('one answers 503: that is an answer, and no reason to ask another', async () => {
    const { url: fails } = await startUpstream((_incoming, response) => void response.writeHead(503).end());
    const two = await instance('two');
    expect((await client([fails, two.url]).outgoing.send(request)).status).toBe(503);
    expect(two.asked.times).toBe(0);
  });

  test('none is there: unavailable, without effect, each tried once', async () => {
    const [one, two] = [await instance('one'), await instance('two')];
    await stop(one.server);
    await stop(two.server);
    const { outgoing, lines } = client([one.url, two.url]);
    await expect(outgoing.send(request)).rejects.toMatchObject({ code: 'stock_unavailable', effect: 'none' });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['unreachable', 'unreachable']);
  });

  test('one goes away and comes back: it has its share again', async () => {
    const [one, two] = [await instance('one'), await instance('two')];
    const { outgoing } = client([one.url, two.url]);
    expect(await answers(outgoing, 2)).toEqual(['one', 'two']);
    await stop(one.server);
    expect(await answers(outgoing, 2)).toEqual(['two', 'two']);
    await new Promise<void>((resolve) =>
      one.server.listen(Number(new URL(one.url).port), '127.0.0.1', resolve),
    );
    expect(new Set(await answers(outgoing, 2))).toEqual(new Set(['one', 'two']));
  });
});
