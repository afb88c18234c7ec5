/**
 * Outgoing HTTP for the gateway and for the bank's client: one attempt, one deadline, no redirects, no retries. Who runs
 * as several instances is asked at one after the other; one that takes no connection is passed over, because nothing was
 * sent to it. Written on undici's dispatch, because the streams and signals of its higher calls would be paid on every hop
 * of every order. Not on undici's BalancedPool: a request that meets a refused connection fails there, and only the next
 * ones go elsewhere. The only file that knows undici.
 */
import { type Dispatcher, Pool } from 'undici';
import { type CallOutcome, outcomeOfAnswer } from './call-outcome.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { roundRobin } from './round-robin.ts';

export type OutgoingRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash; parts that came from outside are encoded already. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer | string;
  /** For the log. */
  requestId: string;
  orderId?: string | undefined;
};

export type OutgoingResponse = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

export type Outgoing = {
  /**
   * Any answer is an answer, whatever its status.
   * @throws {AppError} `unavailable`, effect none: nothing was sent. `timeout`, effect unknown (none for a GET): no
   *   complete answer, and what was sent may have been acted on.
   */
  send(request: OutgoingRequest): Promise<OutgoingResponse>;
  close(): Promise<unknown>;
};

/** More than a healthy service ever needs at once; bounds what a hanging one can pile up. */
const MAX_CONNECTIONS = 1_024;

export function createOutgoing(options: {
  /** Who is called, as logs and metrics name it. */
  target: string;
  /** Of each of its instances. */
  urls: readonly string[];
  /** For the whole call: waiting for a connection, sending, and the answer's last byte. */
  timeoutMs: number;
  log: Log;
  metrics: Metrics;
}): Outgoing {
  const { target, timeoutMs, log, metrics } = options;
  const instances = options.urls.map((url, index) => ({
    number: index + 1,
    pool: new Pool(url, {
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      connectTimeout: timeoutMs,
      // The deadline of each call stands below; undici's own timers are coarser.
      headersTimeout: 0,
      bodyTimeout: 0,
    }),
  }));
  const inTurn = roundRobin(instances);

  return {
    async send(request) {
      const startedMs = performance.now();
      let failure: unknown;
      for (const { number, pool } of inTurn()) {
        const sentMs = performance.now();
        const leftMs = timeoutMs - (sentMs - startedMs);
        let isUnreachable = false;
        try {
          return await attempt(pool, target, leftMs, request, (outcome, status) => {
            isUnreachable = outcome === 'unreachable';
            observe(request, number, outcome, status, performance.now() - sentMs);
          });
        } catch (error) {
          if (!isUnreachable) throw error;
          failure = error;
        }
      }
      throw failure;
    },
    close: () => Promise.all(instances.map(({ pool }) => pool.destroy())),
  };

  function observe(
    { requestId, orderId }: OutgoingRequest,
    targetInstance: number,
    outcome: CallOutcome,
    status: number,
    ms: number,
  ): void {
    metrics.requestSent(target, outcome, ms);
    const durationMs = Math.round(ms * 10) / 10;
    const call = { target, targetInstance, attempt: 1, outcome, status, durationMs, requestId, orderId };
    log.info(call, 'called');
  }
}

function attempt(
  pool: Pool,
  target: string,
  timeoutMs: number,
  request: OutgoingRequest,
  /** The status is 0 when there was no complete answer. */
  ended: (outcome: CallOutcome, status: number) => void,
): Promise<OutgoingResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let headers: OutgoingResponse['headers'] = {};
    const chunks: Buffer[] = [];

    /** A request that no connection has taken yet has had no effect; once one has, nobody can tell. */
    const fail = (what: 'timeout' | 'cut_off', cause?: unknown): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      ended(controller === undefined && what === 'cut_off' ? 'unreachable' : what, 0);
      if (controller === undefined) {
        reject(
          new AppError('unavailable', `${target}_unavailable`, `${target} can not be reached.`, { cause }),
        );
      } else {
        const effect = request.method === 'GET' ? 'none' : 'unknown';
        reject(
          new AppError('timeout', `${target}_${what}`, `${target} gave no complete answer.`, {
            cause,
            effect,
          }),
        );
      }
    };
    const timer = setTimeout(() => {
      fail('timeout');
      controller?.abort(new Error('deadline passed'));
    }, timeoutMs);

    pool.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body ?? null },
      {
        onRequestStart(started) {
          // The deadline passed while it waited for a connection: it was reported as not sent, so it must not be.
          if (settled) started.abort(new Error('deadline passed'));
          else controller = started;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          ended(outcomeOfAnswer(status), status);
          resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
        },
        onResponseError: (_controller, error) => fail('cut_off', error),
      },
    );
  });
}
