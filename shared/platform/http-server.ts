/**
 * The HTTP server under every service: routes as data, request ids, health, metrics, logs, and one place where what a
 * handler throws becomes an answer. The only file that knows Express.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type NextFunction, type Request, type Response } from 'express';
import { watchAnswers } from './closing.ts';
import { AppError, asAppError } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { problemHeaders, problemOf } from './problem.ts';
import { MAX_BODY_BYTES, readBody, readJson } from './read-body.ts';

export { validated } from './problem.ts';

/** What is known of a request before its body is read. */
export type RequestHead = {
  params: Record<string, string>;
  requestId: string;
  header(name: string): string | undefined;
};

export type HttpRequest = RequestHead & {
  /** Parsed JSON, or the bytes as they came when the route is `raw`. GET and DELETE have none. */
  body: unknown;
  /** Who the route's `admit` found to be asking. */
  caller?: string | undefined;
};

export type HttpResponse = {
  status: number;
  /** Sent as JSON; a Buffer is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** For the log, where the path does not name the order. */
  orderId?: string | undefined;
  /** Breaks the connection instead of answering: an answer that gets lost. */
  loseAnswer?: boolean;
};

export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In Express's syntax: `/orders/:orderId`. */
  path: string;
  raw?: boolean;
  /** Who is asking. Throws when the request is not let in: its body is not read then. */
  admit?(head: RequestHead): string;
  handle(request: HttpRequest): Promise<HttpResponse>;
};

/** Answers why the service is not ready, or null when it is. */
export type Readiness = () => Promise<string | null>;

const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Longer than any client keeps an idle connection, so that a request never meets a closing socket. */
const KEEP_ALIVE_MS = 65_000;
const RECEIVE_WITHIN_MS = 30_000;

/** What a request leaves for the log line at its end. */
type Locals = { requestId?: string; orderId?: string | undefined; code?: string };

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
  for (const route of routes) app[route.method](route.path, observe(route.path), serve(route));
  app.get('/health/live', (_request, response) => void response.json({ status: 'alive' }));
  app.get('/health/ready', async (_request, response) => {
    const reason = await ready();
    response
      .status(reason === null ? 200 : 503)
      .json({ status: reason === null ? 'ready' : 'not ready', reason });
  });
  app.get('/metrics', async (_request, response) => {
    const { contentType, body } = await metrics.scrape();
    response.type(contentType).send(body);
  });
  app.use(observe('none'), (_request: Request, _response: Response, next: NextFunction) =>
    next(new AppError('not_found', 'no_such_route', 'There is nothing here.')),
  );

  const onError: ErrorRequestHandler = (thrown, request, response: Response, _next) => {
    const locals = response.locals as Locals;
    const error = fromExpress(thrown);
    const requestId = locals.requestId ?? requestIdOf(request);
    locals.code = error.code;
    if (error.kind === 'internal') log.error({ requestId, err: error.cause ?? error }, 'request failed');
    if (response.headersSent) return void response.destroy();
    const problem = problemOf(error, requestId);
    send(response, requestId, problem.status, problemHeaders(error), JSON.stringify(problem));
  };
  app.use(onError);

  /** Measures and logs a request at its end, whichever way it ended. */
  function observe(path: string) {
    return (request: Request, response: Response, next: NextFunction) => {
      const startedMs = performance.now();
      const locals = response.locals as Locals;
      const requestId = requestIdOf(request);
      locals.requestId = requestId;
      response.on('close', () => {
        const durationMs = performance.now() - startedMs;
        // 0: no answer got out, because the caller left or because it was lost on purpose.
        const status = response.headersSent ? response.statusCode : 0;
        metrics.requestServed(request.method, path, status, durationMs);
        log.info(
          {
            requestId,
            orderId: request.params.orderId ?? locals.orderId ?? idIn(request.headers['x-order-id']),
            route: `${request.method} ${path}`,
            status,
            code: locals.code,
            durationMs: Math.round(durationMs * 10) / 10,
          },
          'served',
        );
      });
      next();
    };
  }

  return {
    /** Listens; resolves with the server. */
    listen(host: string, port: number): Promise<Server> {
      const server = createServer(
        { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: RECEIVE_WITHIN_MS },
        app,
      );
      watchAnswers(server);
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve(server);
        });
      });
    },
  };
}

function serve(route: Route) {
  const hasBody = ['post', 'put', 'patch'].includes(route.method);
  const read = route.raw === true ? readBody : readJson;
  return async (request: Request, response: Response): Promise<void> => {
    const locals = response.locals as Locals;
    const requestId = locals.requestId!;
    const head: RequestHead = {
      params: request.params as Record<string, string>,
      requestId,
      header: (name) => request.get(name),
    };
    const caller = route.admit?.(head);
    const body = hasBody ? await read(request, MAX_BODY_BYTES) : undefined;
    const answer = await route.handle({ ...head, caller, body });
    locals.orderId = answer.orderId;
    if (answer.loseAnswer === true) return void request.socket.destroy();
    const { status, headers, body: content } = answer;
    if (content === undefined || Buffer.isBuffer(content))
      send(response, requestId, status, headers, content);
    else {
      const withType = { 'content-type': 'application/json', ...headers };
      send(response, requestId, status, withType, JSON.stringify(content));
    }
  };
}

/** Writes the whole answer at once: cheaper than header by header. */
function send(
  response: Response,
  requestId: string,
  status: number,
  headers: Record<string, string> | undefined,
  body: string | Buffer | undefined,
): void {
  response.writeHead(status, {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-length': body === undefined ? 0 : Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** An id given in a header, when it is fit to be logged and passed on. */
function idIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && ID.test(header) ? header : undefined;
}

const requestIdOf = (request: Request): string => idIn(request.headers['x-request-id']) ?? randomUUID();

/** Express's own error, a path that it can't decode, as ours. */
function fromExpress(thrown: unknown): AppError {
  if (!(thrown instanceof URIError)) return asAppError(thrown);
  return new AppError('invalid', 'bad_path', 'The path is not properly encoded.', { cause: thrown });
}
