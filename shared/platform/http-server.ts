/**
 * The HTTP server under every service: routes as data, request ids, health, metrics, and one place where an error
 * becomes problem+json (RFC 9457). The only file that knows Express.
 */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import type { z } from 'zod';
import { MAX_BODY_BYTES, type Problem } from '#shared/contract/schemas.ts';
import { AppError, asAppError, type ErrorKind } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export type HttpRequest = {
  params: Record<string, string>;
  /** Parsed JSON, or the bytes as they came when the route is `raw`. */
  body: unknown;
  requestId: string;
  header(name: string): string | undefined;
};

/** `body` is sent as JSON, a Buffer as it is. */
export type HttpResponse = { status: number; body?: unknown; headers?: Record<string, string> };

export type Route = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** In Express's syntax: `/orders/:orderId`. */
  path: string;
  raw?: boolean;
  handle(request: HttpRequest): Promise<HttpResponse>;
};

/** Answers why the service is not ready, or null when it is. */
export type Readiness = () => Promise<string | null>;

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  not_found: 404,
  in_progress: 409,
  mismatch: 422,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
  timeout: 504,
  poison: 500,
  internal: 500,
};

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Longer than any client keeps an idle connection, so that a request never meets a closing socket. */
const KEEP_ALIVE_MS = 65_000;

export function problemOf(error: AppError, requestId?: string): Problem {
  const status = STATUS[error.kind];
  return {
    type: `urn:two-kitchens:problem:${error.code}`,
    title: TITLES[status] ?? 'Error',
    status,
    // What went wrong inside is for the log, not for a client.
    detail: error.kind === 'internal' ? 'Something went wrong here; it has been logged.' : error.message,
    code: error.code,
    effect: error.effect,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The value, checked; or a 400 that names the first field that is wrong. */
export function validated<Schema extends z.ZodType>(schema: Schema, value: unknown, code = 'invalid_body') {
  const result = schema.safeParse(value);
  if (result.success) return result.data as z.output<Schema>;
  const issue = result.error.issues[0]!;
  const where = issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new AppError('invalid', code, `${where}: ${issue.message}`);
}

export function createHttpServer(options: {
  routes: readonly Route[];
  ready: Readiness;
  log: Log;
  metrics: Metrics;
}) {
  const { routes, ready, log, metrics } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/health/live', (_request, response) => void response.json({ status: 'alive' }));
  app.get('/health/ready', async (_request, response) => {
    const reason = await ready();
    response.status(reason === null ? 200 : 503).json({ status: reason === null ? 'ready' : 'not ready', reason });
  });
  app.get('/metrics', async (_request, response) => {
    const { contentType, body } = await metrics.scrape();
    response.type(contentType).send(body);
  });

  const json = express.json({ limit: MAX_BODY_BYTES, strict: true });
  const raw = express.raw({ limit: MAX_BODY_BYTES, type: () => true });
  for (const route of routes) {
    app[route.method](route.path, observe(route), route.raw === true ? raw : json, async (request, response) => {
      const answer = await route.handle({
        params: request.params as Record<string, string>,
        body: request.body,
        requestId: response.locals['requestId'] as string,
        header: (name) => request.get(name),
      });
      response.status(answer.status);
      if (answer.headers !== undefined) response.set(answer.headers);
      if (answer.body === undefined) response.end();
      else if (Buffer.isBuffer(answer.body)) response.end(answer.body);
      else response.json(answer.body);
    });
  }

  app.use((_request, _response, next) => next(new AppError('not_found', 'no_such_route', 'There is nothing here.')));
  const onError: ErrorRequestHandler = (thrown, request, response, _next) => {
    const error = fromExpress(thrown);
    const requestId = (response.locals['requestId'] as string | undefined) ?? requestIdOf(request);
    if (error.kind === 'internal') log.error({ requestId, err: error.cause ?? error }, 'request failed');
    if (response.headersSent) return void response.destroy();
    response.locals['code'] = error.code;
    const problem = problemOf(error, requestId);
    response.status(problem.status).type('application/problem+json').set('x-request-id', requestId);
    response.send(JSON.stringify(problem));
  };
  app.use(onError);

  function observe(route: Route) {
    return (request: Request, response: Response, next: () => void) => {
      const startedMs = performance.now();
      const requestId = requestIdOf(request);
      response.locals['requestId'] = requestId;
      response.set('x-request-id', requestId);
      response.on('close', () => {
        const durationMs = performance.now() - startedMs;
        metrics.requestServed(request.method, route.path, response.statusCode, durationMs);
        log.info(
          {
            requestId,
            orderId: request.params['orderId'] ?? request.get('x-order-id'),
            route: `${request.method} ${route.path}`,
            status: response.statusCode,
            code: response.locals['code'] as string | undefined,
            durationMs: Math.round(durationMs * 10) / 10,
            // The caller left before the answer was written.
            ...(response.writableFinished ? {} : { aborted: true }),
          },
          'served',
        );
      });
      next();
    };
  }

  return {
    /** Listens; resolves with the port. */
    listen: (host: string, port: number): Promise<Server> =>
      new Promise((resolve, reject) => {
        const server = app.listen(port, host, (error?: Error) => (error ? reject(error) : resolve(server)));
        server.keepAliveTimeout = KEEP_ALIVE_MS;
      }),
  };
}

function requestIdOf(request: Request): string {
  const given = request.get('x-request-id');
  return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Express's own errors (body too large, malformed JSON, bad encoding) as ours. */
function fromExpress(thrown: unknown): AppError {
  const { type, status } = thrown as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') {
    return new AppError('too_large', 'body_too_large', `The body may have at most ${MAX_BODY_BYTES} bytes.`);
  }
  if (type === 'entity.parse.failed') {
    return new AppError('invalid', 'malformed_json', 'The body is not valid JSON.');
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new AppError('invalid', 'bad_request', (thrown as Error).message, { cause: thrown });
  }
  return asAppError(thrown);
}
