import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLog } from '#shared/platform/log.ts';
import { createMetrics } from '#shared/platform/metrics.ts';
import { bankClient } from './client.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A client of a bank that answers everything with this status. */
async function clientOf(status: number) {
  const server = createServer((_request, response) => response.writeHead(status).end('no'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const { port } = server.address() as AddressInfo;
  const { log } = createLog({ service: 'test', architecture: 'both' }, 'fatal');
  const metrics = createMetrics('test', 'both');
  const client = bankClient({ urls: [`http://127.0.0.1:${port}`], timeoutMs: 2_000, log, metrics });
  closing.push(client.close);
  return client;
}

describe('the bank as its client sees it', () => {
  test.each([
    [409, { kind: 'conflict', code: 'charge_barred' }],
    [400, { kind: 'invalid', code: 'bank_refused' }],
    [422, { kind: 'invalid', code: 'bank_refused' }],
    [408, { kind: 'unavailable', code: 'bank_failed' }],
    [429, { kind: 'unavailable', code: 'bank_failed' }],
    [503, { kind: 'unavailable', code: 'bank_failed' }],
  ])('%i: only what would get the same answer again is no use trying again', async (status, error) => {
    const bank = await clientOf(status);
    await expect(bank.refund({ orderId: 'order-1', requestId: 'request-1' })).rejects.toMatchObject(error);
  });
});
