/** For tests of the gateway: a real one, before services that note what reaches them and answer as they are told. */
import type { HttpRequest, HttpResponse, Route } from '#shared/platform/http-server.ts';
import { createOutgoing } from '#shared/platform/outgoing.ts';
import { keptLog, type RawAnswer, rawRequest, startTestServer } from '#shared/platform/testing.ts';
import { customerOf, signApiKey } from './api-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import { gatewayRoutes } from './service.ts';

const SECRET = 'a secret of the gateway';
/** Requests of one customer that pass at once. */
export const BURST = 20;
const HOUR_MS = 3_600_000;
const NOTED_HEADERS = [
  'x-customer-id',
  'x-request-id',
  'content-type',
  'idempotency-key',
  'accept',
  'authorization',
  'cookie',
  'x-order-id',
];

/** What reached a service behind the gateway. */
type Arrived = { service: string; path: string; headers: Record<string, string | undefined>; body: string };

/** The header with a customer's key. */
export const key = (customer: string) => ({ authorization: `Bearer ${signApiKey(SECRET, customer)}` });

/** @param answer what the service says, asked for each request */
function upstream(service: string, arrived: Arrived[], answer: () => HttpResponse): Route[] {
  const note =
    (path: string) =>
    async (request: HttpRequest): Promise<HttpResponse> => {
      arrived.push({
        service,
        path: path.replace(/:\w+/, Object.values(request.params)[0] ?? ''),
        headers: Object.fromEntries(NOTED_HEADERS.map((name) => [name, request.header(name)])),
        body: Buffer.isBuffer(request.body) ? request.body.toString() : '',
      });
      return answer();
    };
  return (['get', 'post', 'put'] as const).flatMap((method) =>
    ['/orders', '/orders/:id', '/menu', '/customers/:id', '/metrics-of-mine'].map(
      (path): Route => ({ method, path, raw: true, handle: note(path) }),
    ),
  );
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>;

export async function startTestGateway() {
  const arrived: Arrived[] = [];
  let answer: HttpResponse = { status: 200 };
  let nowMs = 0;
  const { log } = keptLog();

  const behind = async (target: 'orders' | 'customers') => {
    const server = await startTestServer(upstream(target, arrived, () => answer));
    const { url, metrics } = server;
    return { server, outgoing: createOutgoing({ target, urls: [url], timeoutMs: 2_000, log, metrics }) };
  };
  const [orders, customers] = [await behind('orders'), await behind('customers')];
  const gateway = await startTestServer(
    gatewayRoutes({
      customerOf: (authorization) => customerOf(SECRET, authorization),
      rateLimit: createRateLimit({ perSecond: 10, burst: BURST }),
      upstreams: { orders: orders.outgoing, customers: customers.outgoing },
      now: () => nowMs,
    }),
  );

  return {
    arrived,
    send: (request: Parameters<typeof rawRequest>[1]): Promise<RawAnswer> =>
      rawRequest(gateway.port, request),
    /** From now on the services behind it say this. */
    answerWith(next: HttpResponse): void {
      answer = next;
    },
    /** As for the first request: nothing has arrived, all is fine, and every bucket is full. */
    begin(): void {
      arrived.length = 0;
      answer = { status: 200, body: { fine: true } };
      nowMs += HOUR_MS;
    },
    async close(): Promise<void> {
      await Promise.all([orders.outgoing.close(), customers.outgoing.close()]);
      await Promise.all([gateway.close(), orders.server.close(), customers.server.close()]);
    },
  };
}
