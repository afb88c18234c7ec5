/**
 * The load: orders from a schedule that does not wait for answers (open model), at a constant rate or with spikes.
 * Started by the harness; every operation is one JSON line of console output.
 *
 * Virtual users are the highest rate × timeout × attempts, so that even when every request times out the next order still starts on time;
 * what can not start all the same is counted by k6 as a dropped iteration.
 */

import { sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { Counter } from 'k6/metrics';
import { asksAgain, OUTCOMES, outcomeOf } from './outcome.ts';
import { CUSTOMERS, isRead, plannedMove, plannedOrder, sentTwice } from './schedule.ts';
import type { LoadLine, LoadSettings, LoadSummary } from './settings.ts';
import { attemptsAt, doubledAt, scheduleOf, segmentsOf } from './shape.ts';

const READ_EVERY_MS = 200;
const READ_AT_MOST_MS = 30_000;
/** This machine, or a kitchen's gateway as its containers call it. */
const OURS = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]|rr-gateway|ed-gateway):\d+$/;

const settings = JSON.parse(__ENV.LOAD_SETTINGS ?? '{}') as LoadSettings;
const apiKeys = settings.apiKeys ?? (JSON.parse(open(settings.apiKeysFile!)) as Record<string, string>);
if (!OURS.test(settings.target)) {
  throw new Error(`The load goes to this machine only (http://127.0.0.1:port), not to ${settings.target}.`);
}

const { ratePerSecond, spikes = [], storms = [], doublings = [] } = settings;
const schedule = scheduleOf({ ratePerSecond, spikes });
/** A client that asks again waits as often. */
const mostAttempts = Math.max(doublings.length > 0 ? 2 : 1, ...storms.map(({ attempts }) => attempts));
/** Clients that read (1 in 50) keep their virtual user for as long as they read. */
const readers = Math.ceil((schedule.highestRate / 50) * (READ_AT_MOST_MS / 1000));
/** k6 may start one iteration more, at the very moment at which the load ends: that one is no order. */
const planned = schedule.planned(settings.durationSeconds);
const graceMs = Math.max(settings.readAfterLoadMs, settings.clientTimeoutMs) + settings.clientTimeoutMs;

export const options = {
  scenarios: {
    orders: {
      ...arrivals(),
      timeUnit: '1s',
      preAllocatedVUs:
        Math.ceil((schedule.highestRate * settings.clientTimeoutMs * mostAttempts) / 1000) + readers,
      gracefulStop: `${graceMs}ms`,
    },
  },
  // Tags cost, and of k6's own metrics only some are looked at, when somebody looks at dashboards at all: docs/metrics.md.
  systemTags: [],
};

/** A spike is a step: its rate is there from one moment to the next. */
function arrivals() {
  const { durationSeconds } = settings;
  if (spikes.length === 0) {
    return {
      executor: 'constant-arrival-rate' as const,
      rate: ratePerSecond,
      duration: `${durationSeconds}s`,
    };
  }
  const segments = segmentsOf({ ratePerSecond, spikes });
  return {
    executor: 'ramping-arrival-rate' as const,
    startRate: segments[0]!.ratePerSecond,
    stages: segments.flatMap(({ startMs, endMs, ratePerSecond: target }) => [
      { target, duration: '0s' },
      { target, duration: `${Math.min(endMs, durationSeconds * 1000) - startMs}ms` },
    ]),
  };
}

/**
 * By outcome. Every order adds to all of them, if only 0: k6 tells Prometheus of what was added to only, and a series that
 * is not told of for a while has no rate when it comes back.
 */
const answered = new Counter('orders_answered');

/** Where nobody else lets the customers in. */
export function setup(): void {
  if (settings.customersMoveIn !== true) return;
  for (const { customerId, name, address } of CUSTOMERS) {
    const url = `${settings.target}/customers/${customerId}`;
    const { status, error } = http.put(
      url,
      JSON.stringify({ name, address }),
      parameters(customerId, 'move'),
    );
    if (status < 200 || status > 299)
      throw new Error(`The kitchen does not take customer ${customerId}: ${status} ${error}`);
  }
}

export default function order(): void {
  const index = exec.scenario.iterationInTest;
  if (index >= planned) return;
  if (index === 0) record({ kind: 'start', startMs: exec.scenario.startTime });
  const orderId = place(index);
  move(index);
  if (orderId !== null && isRead(index))
    readUntilDecided(orderId, plannedOrder(settings.seed, index).customerId);
}

/** Most clients ask once; in a storm they ask until it has taken effect, it is over, or they have asked often enough. */
function place(index: number): string | null {
  const twice = sentTwice(settings.seed, index, doubledAt(doublings, sinceStartMs()));
  if (twice !== null) return conclude(askTwice(index, twice));
  let attempt = 1;
  for (;;) {
    const attempts = attemptsAt(storms, sinceStartMs());
    const again = attempts !== undefined || attempt > 1;
    const answer = ask(index, again ? attempt : undefined);
    const mayAsk = attempts !== undefined && attempt < attempts;
    if (!mayAsk || !asksAgain(answer)) return conclude(answer);
    attempt += 1;
  }
}

const sinceStartMs = (): number => Date.now() - exec.scenario.startTime;

/** The better of the two answers: one may say that the other is still worked on. */
function askTwice(index: number, when: 'at-once' | 'after-answer'): Answer {
  const answers = when === 'at-once' ? askAtOnce(index) : [ask(index, 1), ask(index, 2)];
  return answers.find((answer) => outcomeOf(answer) === 'accepted') ?? answers[0]!;
}

type Answer = { status: number; orderId: string | null; effect: 'none' | 'unknown' | null };

function ask(index: number, attempt: number | undefined): Answer {
  const { url, sent, request } = requestOf(index);
  const sentMs = Date.now();
  const response = http.post(url, sent, request);
  return note(index, attempt, { response, sentMs, answeredMs: Date.now() });
}

/** Two at the same time, on connections of their own. */
function askAtOnce(index: number): Answer[] {
  const { url, sent, request } = requestOf(index);
  const sentMs = Date.now();
  const responses = http.batch([
    ['POST', url, sent, request],
    ['POST', url, sent, request],
  ]);
  return responses.map((response, at) => {
    const { blocked, connecting, duration } = response.timings;
    const answeredMs = Math.round(sentMs + blocked + connecting + duration);
    return note(index, at + 1, { response, sentMs, answeredMs });
  });
}

function requestOf(index: number) {
  const { key, customerId, lines, cardToken } = plannedOrder(settings.seed, index);
  return {
    url: `${settings.target}/orders`,
    sent: JSON.stringify({ lines, cardToken }),
    request: parameters(customerId, 'place', { 'Idempotency-Key': key }),
  };
}

function note(
  index: number,
  attempt: number | undefined,
  {
    response,
    sentMs,
    answeredMs,
  }: { response: RefinedResponse<ResponseType>; sentMs: number; answeredMs: number },
): Answer {
  const { orderId = null, state = null, effect = null } = body(response);
  const { status } = response;
  const line = { kind: 'place' as const, index, sentMs, answeredMs, status, orderId, state, effect };
  record(attempt === undefined ? line : { ...line, attempt });
  return { status, orderId, effect };
}

/** Counts what became of an order; answers its id when it was accepted. */
function conclude({ status, orderId, effect }: Answer): string | null {
  const answer = outcomeOf({ status, effect });
  for (const outcome of OUTCOMES) answered.add(outcome === answer ? 1 : 0, { outcome });
  return answer === 'accepted' ? orderId : null;
}

function move(index: number): void {
  const planned = plannedMove(settings.seed, index);
  if (planned === null) return;
  const { customerId, name, address } = planned;
  const url = `${settings.target}/customers/${customerId}`;
  const sentMs = Date.now();
  const response = http.put(url, JSON.stringify({ name, address }), parameters(customerId, 'move'));
  record({ kind: 'move', customerId, address, sentMs, answeredMs: Date.now(), status: response.status });
}

function readUntilDecided(orderId: string, customerId: string): void {
  const loadEndMs = exec.scenario.startTime + settings.durationSeconds * 1000;
  const untilMs = Math.min(Date.now() + READ_AT_MOST_MS, loadEndMs + settings.readAfterLoadMs);
  let state: string | null = null;
  do {
    const sentMs = Date.now();
    const response = http.get(`${settings.target}/orders/${orderId}`, parameters(customerId, 'read'));
    state = body(response).state ?? null;
    record({ kind: 'read', orderId, sentMs, answeredMs: Date.now(), status: response.status, state });
    if (state !== 'confirmed' && state !== 'rejected') sleep(READ_EVERY_MS / 1000);
    else return;
  } while (Date.now() < untilMs);
}

const parameters = (customerId: string, operation: 'place' | 'move' | 'read', more: object = {}) => ({
  headers: {
    Authorization: `Bearer ${apiKeys[customerId]}`,
    'Content-Type': 'application/json',
    ...more,
  },
  timeout: settings.clientTimeoutMs,
  tags: { operation },
});

type Body = { orderId?: string; state?: string; effect?: 'none' | 'unknown' };

/** The answer's JSON; nothing when there was no answer, or none that is JSON. */
function body(response: RefinedResponse<ResponseType>): Body {
  if (typeof response.body !== 'string' || !response.body.startsWith('{')) return {};
  return JSON.parse(response.body) as Body;
}

function record(line: LoadLine): void {
  console.log(JSON.stringify(line));
}

/** Called by k6 at the end, in place of its own summary. */
export function handleSummary(data: { metrics: Record<string, { values: { count?: number } } | undefined> }) {
  const count = (metric: string): number => data.metrics[metric]?.values.count ?? 0;
  const started = Math.min(planned, count('iterations'));
  const summary: LoadSummary = { started, dropped: count('dropped_iterations') };
  return { [settings.summaryFile]: JSON.stringify(summary) };
}
