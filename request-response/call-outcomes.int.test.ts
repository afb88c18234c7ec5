/** Both clients of HTTP, axios between the services and undici to the bank, name what happened in the same words. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BankClient, bankClient } from '#shared/bank/client.ts';
import type { CallOutcome } from '#shared/platform/call-outcome.ts';
import { createMetrics, type Metrics } from '#shared/platform/metrics.ts';
import { keptLog } from '#shared/platform/testing.ts';
import { paymentsClient } from './clients/payments.ts';
import { httpSend } from './http-client.ts';
import { listenToCalls } from './listeners.ts';
import { breakerFor, withBreaker } from './patterns/breaker.ts';
import { withTimeout } from './patterns/timeout.ts';

const PATIENT_MS = 30_000;
const IMPATIENT_MS = 100;
/** More failures than any breaker waits for before it opens. */
const MANY = 20;
const CAPTURED = JSON.stringify({ outcome: 'captured', chargeId: 'ch_1' });

const charge = { orderId: 'o', amountCents: 1, cardToken: 'tok_visa' };
const order = { ...charge, customerId: 'c', lines: [], totalCents: 1 };

let server: Server;
let url: string;
let metrics: Metrics;
let answer: (response: ServerResponse) => unknown;
beforeEach(async () => {
  server = createServer((request, response) => void request.resume().on('end', () => answer(response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  metrics = createMetrics('test', 'request-response');
});
let banks: BankClient[] = [];
afterEach(async () => {
  for (const bank of banks) await bank.close();
  banks = [];
  server.closeAllConnections();
  server.close();
});

/** The same server is payments for the one client and the bank for the other, each behind its breaker. */
const CALLERS = {
  payments(timeoutMs: number) {
    const attempt = withTimeout(timeoutMs, httpSend('payments', url, listener()));
    const payments = paymentsClient(withBreaker(breakerFor('payments', listener()), attempt));
    return () => payments.charge(order, { requestId: 'r', orderId: 'o', customerId: 'c' });
  },
  bank(timeoutMs: number) {
    const bank = bankClient({ urls: [url], timeoutMs, log: keptLog().log, metrics });
    banks.push(bank);
    const breaker = breakerFor('bank', listener());
    return () => breaker(() => bank.charge({ ...charge, key: 'o', requestId: 'r' }));
  },
};
const listener = () => listenToCalls({ log: keptLog().log, metrics });

/** How often each outcome was counted for this target. */
async function counted(target: string): Promise<Record<string, number>> {
  const { body } = await metrics.scrape();
  const series = /^http_client_request_duration_seconds_count\{([^}]*)\} (\d+)$/gm;
  const counts: Record<string, number> = {};
  for (const [, labels, count] of body.matchAll(series)) {
    const outcome = /outcome="(\w+)"/.exec(labels!)![1]!;
    if (labels!.includes(`target="${target}"`)) counts[outcome] = Number(count);
  }
  return counts;
}

const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end(CAPTURED);

describe.each(['payments', 'bank'] as const)('a call to %s', (target) => {
  test.each<[what: string, answers: (response: ServerResponse) => unknown, outcome: CallOutcome]>([
    ['201', status(201), 'ok'],
    ['a redirect', status(302), 'client_error'],
    ['404', status(404), 'client_error'],
    ['409', status(409), 'client_error'],
    ['500', status(500), 'server_error'],
    ['504', status(504), 'server_error'],
    ['nothing in time', () => undefined, 'timeout'],
    ['half an answer, and then nothing', (response) => response.writeHead(201).write('{'), 'timeout'],
    ['a reset', (response) => response.destroy(), 'cut_off'],
    [
      'half an answer, and then a reset',
      (response) =>
        response
          .writeHead(201, { 'content-length': 100 })
          .write('{', () => void response.socket!.resetAndDestroy()),
      'cut_off',
    ],
  ])('that gets %s: counted once, by that outcome', async (_what, answers, outcome) => {
    answer = answers;
    const call = CALLERS[target](outcome === 'timeout' ? IMPATIENT_MS : PATIENT_MS);
    await Promise.allSettled([call()]);
    expect(await counted(target)).toEqual({ [outcome]: 1 });
  });

  test('to which nobody listens: unreachable', async () => {
    await new Promise((resolve) => server.close(resolve));
    await Promise.allSettled([CALLERS[target](PATIENT_MS)()]);
    expect(await counted(target)).toEqual({ unreachable: 1 });
  });

  test('while its breaker is open: circuit_open, and no attempt is counted', async () => {
    answer = status(500);
    const call = CALLERS[target](PATIENT_MS);
    await Promise.allSettled(Array.from({ length: MANY }, call));
    await Promise.allSettled([call()]);
    expect(await counted(target)).toEqual({ server_error: MANY, circuit_open: 1 });
  });
});
