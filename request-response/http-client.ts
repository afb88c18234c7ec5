/**
 * How a service calls another one: one attempt by axios, and opossum's circuit breaker. The only file that knows either.
 * What is done about an attempt that fails stands in patterns/, one idea per file, and is composed in each main.ts.
 */
import { Agent } from 'node:http';
import axios, { isAxiosError } from 'axios';
import CircuitBreaker from 'opossum';
import { type CallOutcome, outcomeOfAnswer } from '#shared/platform/call-outcome.ts';
import { AppError } from '#shared/platform/errors.ts';
import type { BreakerState, Call, CallListener, Send } from './call.ts';

const MAX_SOCKETS = 256;

/** Nobody listens, or the name leads nowhere, as that of a container does that is gone. */
const NOT_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * One attempt of a call: resolves with the body of a 2xx answer.
 * @throws {AppError} the callee's own refusal (4xx), or `unavailable` or `timeout` with what is known of the effect
 */
export function httpSend(
  target: string,
  url: string,
  listener: Pick<CallListener, 'attempted'>,
  instance = 1,
): Send {
  const client = axios.create({
    baseURL: url,
    httpAgent: new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_SOCKETS }),
    maxRedirects: 0,
    proxy: false,
    decompress: false,
    responseType: 'text',
    validateStatus: () => true,
    transformRequest: (body: object | undefined) => (body === undefined ? undefined : JSON.stringify(body)),
    transformResponse: (text: string) => text,
  });

  return async (call) => {
    const startedMs = performance.now();
    let status = 0;
    const ended = (outcome: CallOutcome): void =>
      listener.attempted({
        ...{ target, instance, call, outcome, status },
        durationMs: performance.now() - startedMs,
      });
    try {
      const answer = await client.request<string>({
        method: call.method,
        url: call.path,
        headers: headersOf(call),
        data: call.body,
        // The signal bounds the whole attempt; axios's own timeout sees a silent socket, not a slow body.
        timeout: call.timeoutMs ?? 0,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
      status = answer.status;
      if (status < 200 || status > 299) throw refusal(target, call, status, answer.data);
      const body: unknown = answer.data === '' ? undefined : JSON.parse(answer.data);
      ended(outcomeOfAnswer(status));
      return body;
    } catch (thrown) {
      if (thrown instanceof AppError) {
        ended(outcomeOfAnswer(status));
        throw thrown;
      }
      const outcome = whyNoAnswer(thrown);
      ended(outcome);
      throw noAnswer(target, call, outcome, thrown);
    }
  };
}

function headersOf(call: Call): Record<string, string> {
  const { requestId, orderId, customerId } = call.context;
  return {
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    'x-request-id': requestId,
    'x-order-id': orderId,
    'x-customer-id': customerId,
  };
}

/** An answer that is a refusal: a 4xx had no effect and stays as it is; a 5xx says itself what it knows. */
function refusal(target: string, call: Call, status: number, text: string): AppError {
  const { code = `status_${status}`, effect = 'unknown' } = problemIn(text);
  const message = `${target} answered ${status} (${code}).`;
  if (status === 404) return new AppError('not_found', code, message);
  if (status === 409 && code.endsWith('in_progress')) return new AppError('in_progress', code, message);
  if (status < 500) return new AppError('conflict', code, message);
  return new AppError('unavailable', `${target}_${status === 504 ? 'timeout' : 'failed'}`, message, {
    effect: call.method === 'GET' ? 'none' : effect,
  });
}

function problemIn(text: string): { code?: string; effect?: 'none' | 'unknown' } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {}; // not one of ours: the status alone tells what is known
  }
}

type NoAnswer = 'timeout' | 'unreachable' | 'cut_off';

/** @throws what was thrown, when it did not come from the wire */
function whyNoAnswer(thrown: unknown): NoAnswer {
  if (thrown instanceof SyntaxError) return 'cut_off';
  const code = isAxiosError(thrown) ? thrown.code : undefined;
  if (code === undefined) throw thrown;
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'timeout';
  return NOT_CONNECTED.has(code) ? 'unreachable' : 'cut_off';
}

/** Without a connection there was no effect. Whatever else cut the attempt short may have come after the work was done. */
function noAnswer(target: string, call: Call, why: NoAnswer, cause: unknown): AppError {
  const effect = why === 'unreachable' || call.method === 'GET' ? 'none' : 'unknown';
  const options = { cause, effect } as const;
  if (why === 'timeout')
    return new AppError('timeout', `${target}_timeout`, `${target} did not answer in time.`, options);
  return new AppError('unavailable', `${target}_${why}`, `${target} could not be reached.`, options);
}

/** Lets work through, or refuses it while what it depends on is known to be down. */
export type Breaker = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * More than half of at least ten calls within a second have failed: open. A second later one call may try: half open.
 * The window is as long as the wait, so that by then it has forgotten the failures that opened the circuit: opossum
 * does not clear it, and one failure more would open it again.
 */
export const BREAKER = {
  volumeThreshold: 10,
  errorThresholdPercentage: 50,
  rollingCountTimeout: 1_000,
  rollingCountBuckets: 5,
  resetTimeout: 1_000,
  // Every call has its own timeout, and one that cancels it; opossum's would leave the call running.
  timeout: false,
  // Both cost more than the calls, and nothing reads them.
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
} as const;

/** Other than ours, for scenarios about a breaker that is set wrongly. */
export type BreakerSettings = {
  /** Calls within a second before their failures count. */
  volumeThreshold?: number | undefined;
  /** The share of them that must fail for the circuit to open. */
  errorPercent?: number | undefined;
};

/** @throws {AppError} `unavailable`, effect none, not retriable, while the circuit is open */
export function createBreaker(
  target: string,
  options: {
    /** Whether an error tells that the target is down; any other error tells that it is up. */
    tellsThatItIsDown(error: unknown): boolean;
    changed(state: BreakerState): void;
    /** The circuit is open: nothing was let through. */
    refused(): void;
  },
  { volumeThreshold, errorPercent }: BreakerSettings = {},
): Breaker {
  const circuit = new CircuitBreaker((work: () => Promise<unknown>) => work(), {
    ...BREAKER,
    volumeThreshold: volumeThreshold ?? BREAKER.volumeThreshold,
    errorThresholdPercentage: errorPercent ?? BREAKER.errorThresholdPercentage,
    name: target,
    errorFilter: (error: unknown) => !options.tellsThatItIsDown(error),
  });
  circuit.on('open', () => options.changed('open'));
  circuit.on('halfOpen', () => options.changed('halfOpen'));
  circuit.on('close', () => options.changed('closed'));

  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    // Asked before `fire`, which would count the refusal as a call: a thousand refusals would then outweigh the next
    // failures for as long as the window lasts.
    if (!circuit.closed && !circuit.pendingClose) {
      options.refused();
      throw circuitOpen(target);
    }
    return (await circuit.fire(work)) as Result;
  };
}

const circuitOpen = (target: string): AppError =>
  new AppError('unavailable', circuitOpenCode(target), `${target} is down; it is not called for now.`, {
    retriable: false,
  });

const circuitOpenCode = (target: string): string => `${target}_circuit_open`;

const hasCode = (thrown: unknown, code: string): boolean =>
  thrown instanceof AppError && thrown.code === code;

export const isCircuitOpen = (target: string, thrown: unknown): boolean =>
  hasCode(thrown, circuitOpenCode(target));

/** No connection was to be had, or none was tried. What the target says about those that it calls has their names. */
export const nothingWasSent = (target: string, thrown: unknown): boolean =>
  hasCode(thrown, `${target}_unreachable`) || isCircuitOpen(target, thrown);
