/**
 * Metrics, the same names on both sides, in Prometheus's base units. The only file that knows prom-client.
 * No label ever carries an id: cardinality is bounded by the number of routes, targets, topics and reasons.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Architecture = 'request-response' | 'event-driven' | 'both';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(service: string, architecture: Architecture) {
  const registry = new Registry();
  registry.setDefaultLabels({ service, architecture });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];

  const served = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const called = new Histogram({
    name: 'http_client_request_duration_seconds',
    help: 'Time of one attempt of an outgoing request.',
    labelNames: ['target', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const retried = new Counter({
    name: 'http_client_retries_total',
    help: 'Attempts after the first.',
    labelNames: ['target'],
    registers,
  });
  const breakerState = new Gauge({
    name: 'circuit_breaker_state',
    help: 'State of the circuit breaker: 0 closed, 1 half open, 2 open.',
    labelNames: ['target'],
    registers,
  });
  const breakerTransitions = new Counter({
    name: 'circuit_breaker_transitions_total',
    help: 'State changes of the circuit breaker.',
    labelNames: ['target', 'to'],
    registers,
  });
  const produced = new Counter({
    name: 'messages_produced_total',
    help: 'Messages acknowledged by the broker.',
    labelNames: ['topic'],
    registers,
  });
  const consumed = new Counter({
    name: 'messages_consumed_total',
    help: 'Messages handled, by outcome: processed, duplicate, ignored, dead-lettered.',
    labelNames: ['topic', 'outcome'],
    registers,
  });
  const handled = new Histogram({
    name: 'message_batch_handling_seconds',
    help: 'Time to handle one batch of messages, transaction included.',
    buckets: SECONDS,
    registers,
  });
  const outboxRows = new Gauge({ name: 'outbox_rows', help: 'Outbox rows not yet published.', registers });
  const outboxAge = new Gauge({
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest outbox row not yet published.',
    registers,
  });
  const orders = new Counter({
    name: 'orders_total',
    help: 'Orders by the state they reached, and why.',
    labelNames: ['state', 'reason'],
    registers,
  });
  const completion = new Histogram({
    name: 'order_completion_seconds',
    help: 'From placed to confirmed or rejected.',
    labelNames: ['state'],
    buckets: SECONDS,
    registers,
  });

  const STATES = { closed: 0, halfOpen: 1, open: 2 } as const;

  return {
    /** The text that Prometheus scrapes, and its content type. */
    async scrape(): Promise<{ contentType: string; body: string }> {
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    requestServed(method: string, route: string, status: number, durationMs: number): void {
      served.labels(method, route, String(status)).observe(durationMs / 1000);
    },
    requestSent(target: string, outcome: string, durationMs: number): void {
      called.labels(target, outcome).observe(durationMs / 1000);
    },
    requestRetried: (target: string): void => retried.labels(target).inc(),
    /** A breaker that never opens has a series, too. */
    breakerMade: (target: string): void => breakerState.labels(target).set(STATES.closed),
    breakerChanged(target: string, to: keyof typeof STATES): void {
      breakerState.labels(target).set(STATES[to]);
      breakerTransitions.labels(target, to).inc();
    },
    messagesProduced: (topic: string, count: number): void => produced.labels(topic).inc(count),
    messagesConsumed: (topic: string, outcome: string, count: number): void =>
      consumed.labels(topic, outcome).inc(count),
    batchHandled: (durationMs: number): void => handled.observe(durationMs / 1000),
    outboxMeasured(rows: number, oldestMs: number): void {
      outboxRows.set(rows);
      outboxAge.set(oldestMs / 1000);
    },
    orderReached(state: string, reason: string | null, sincePlacedMs?: number): void {
      orders.labels(state, reason ?? '').inc();
      if (sincePlacedMs !== undefined) completion.labels(state).observe(sincePlacedMs / 1000);
    },
  };
}
