/**
 * The front door, the same for both kitchens: who are you, not too fast, and on to the service that owns the route.
 * Only the contract's routes exist here, only listed headers pass, and a request is sent on once, never again: one
 * that found no connection was not sent (shared/platform/outgoing.ts).
 */
import { API_ROUTES, type ApiRoute } from '#shared/contract/routes.ts';
import { AppError } from '#shared/platform/errors.ts';
import type { HttpRequest, HttpResponse, RequestHead, Route } from '#shared/platform/http-server.ts';
import type { Outgoing, OutgoingResponse } from '#shared/platform/outgoing.ts';
import type { RateLimit } from './rate-limit.ts';

const REQUEST_HEADERS = ['content-type', 'idempotency-key', 'accept'] as const;
const RESPONSE_HEADERS = ['content-type', 'location', 'retry-after'] as const;

export type GatewayParts = {
  /** Whose key it is; null when it is nobody's. */
  customerOf(authorization: string | undefined): string | null;
  rateLimit: RateLimit;
  upstreams: Record<ApiRoute['owner'], Outgoing>;
  now(): number;
};

export function gatewayRoutes(parts: GatewayParts): Route[] {
  return API_ROUTES.map((api) => ({
    method: api.method,
    path: api.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    // Bytes go through as they came: what they mean is for the service to judge.
    raw: true,
    admit: (head) => admit(parts, head),
    handle: (request) => pass(parts, api, request),
  }));
}

/** Before the body is read: nobody sends one here without a key, or too often. */
function admit(parts: GatewayParts, head: RequestHead): string {
  const customerId = authenticate(parts, head);
  limit(parts, customerId);
  return customerId;
}

async function pass(parts: GatewayParts, api: ApiRoute, request: HttpRequest): Promise<HttpResponse> {
  const answer = await parts.upstreams[api.owner].send({
    method: api.method.toUpperCase() as 'GET' | 'POST' | 'PUT',
    path: pathOf(api, request),
    headers: headersFor(request),
    ...(Buffer.isBuffer(request.body) ? { body: request.body } : {}),
    requestId: request.requestId,
    orderId: request.params.orderId,
  });
  return answerFor(answer);
}

function authenticate(parts: GatewayParts, head: RequestHead): string {
  const customerId = parts.customerOf(head.header('authorization'));
  if (customerId !== null) return customerId;
  throw new AppError(
    'unauthenticated',
    'no_valid_key',
    'A valid API key is needed: Authorization: Bearer <key>.',
  );
}

function limit(parts: GatewayParts, customerId: string): void {
  const waitSeconds = parts.rateLimit.take(customerId, parts.now());
  if (waitSeconds === 0) return;
  throw new AppError(
    'too_many',
    'too_many_requests',
    'Too many requests with this key; wait and try again.',
    {
      retryAfterSeconds: Math.ceil(waitSeconds),
    },
  );
}

/** The path for the service, made anew from parts that look as they must: nothing else can be reached through it. */
function pathOf(api: ApiRoute, request: HttpRequest): string {
  return api.path.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const value = request.params[name] ?? '';
    if (api.params[name]?.safeParse(value).success !== true) {
      throw new AppError('not_found', 'not_found', `There is no such ${name}.`);
    }
    return encodeURIComponent(value);
  });
}

function headersFor(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {
    'x-customer-id': request.caller!,
    'x-request-id': request.requestId,
  };
  for (const name of REQUEST_HEADERS) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

function answerFor(answer: OutgoingResponse): HttpResponse {
  const headers: Record<string, string> = {};
  for (const name of RESPONSE_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const orderId = headers.location?.slice('/orders/'.length);
  return { status: answer.status, body: answer.body, headers, orderId };
}
