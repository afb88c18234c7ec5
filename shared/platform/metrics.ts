/**
 * Metrics, the same names on both sides, in Prometheus's base units. The only file that knows prom-client.
 * No label ever carries an id: cardinality is bounded by the number of routes, targets, topics and reasons (docs/metrics.md).
 * Series whose labels are known beforehand begin at zero: else the first event of a kind would be no increase.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallOutcome } from './call-outcome.ts';

export type Architecture = 'request-response' | 'event-driven' | 'both';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Holds the usual deadline of an order (2 s) as a bound, so that "in time" is counted and not guessed. */
const COMPLETION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60];
/** Of prom-client's own: gauges that are named like counters. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];
const OUTCOMES = ['processed', 'duplicate', 'ignored', 'dead-lettered', 'blocked', 'lost'];

export type Metrics = ReturnType<typeof createMetrics>;

/** How many connections a pool has, and how many statements wait for one. */
export type PoolUse = { idle: number; busy: number; limit: number; waiting: number };

/** A program of both architectures does not know which one it serves: who scrapes it does, and adds the label. */
export function createMetrics(service: string, architecture: Architecture) {
  const registry = new Registry();
  registry.setDefaultLabels(architecture === 'both' ? { service } : { service, architecture });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
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
    labelNames: ['target', 'target_instance'],
    registers,
  });
  const breakerTransitions = new Counter({
    name: 'circuit_breaker_transitions_total',
    help: 'State changes of the circuit breaker.',
    labelNames: ['target', 'target_instance', 'to'],
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
    help: 'Messages handled, by outcome: processed, duplicate, ignored, dead-lettered, blocked, lost.',
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
    labelNames: ['state', 'reason'],
    buckets: COMPLETION_SECONDS,
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
    requestSent(target: string, outcome: CallOutcome, durationMs: number): void {
      called.labels(target, outcome).observe(durationMs / 1000);
    },
    requestRetried: (target: string): void => retried.labels(target).inc(),
    /** A breaker that never opens has a series, too. */
    breakerMade(target: string, instance: number): void {
      breakerState.labels(target, String(instance)).set(STATES.closed);
      for (const to of Object.keys(STATES)) breakerTransitions.labels(target, String(instance), to).inc(0);
    },
    breakerChanged(target: string, instance: number, to: keyof typeof STATES): void {
      breakerState.labels(target, String(instance)).set(STATES[to]);
      breakerTransitions.labels(target, String(instance), to).inc();
    },
    consumes(topics: readonly string[]): void {
      for (const topic of topics) for (const outcome of OUTCOMES) consumed.labels(topic, outcome).inc(0);
    },
    messagesProduced: (topic: string, count: number): void => produced.labels(topic).inc(count),
    messagesConsumed: (topic: string, outcome: string, count: number): void =>
      consumed.labels(topic, outcome).inc(count),
    batchHandled: (durationMs: number): void => handled.observe(durationMs / 1000),
    outboxMeasured(rows: number, oldestMs: number): void {
      outboxRows.set(rows);
      outboxAge.set(oldestMs / 1000);
    },
    takesOrders(rejectionReasons: readonly string[]): void {
      orders.labels('placed', '').inc(0);
      const endings = [{ state: 'confirmed', reason: '' }];
      for (const reason of rejectionReasons) endings.push({ state: 'rejected', reason });
      for (const ending of endings) {
        orders.labels(ending).inc(0);
        completion.zero(ending);
      }
    },
    orderReached(state: string, reason: string | null, sincePlacedMs?: number): void {
      orders.labels(state, reason ?? '').inc();
      if (sincePlacedMs !== undefined) completion.labels(state, reason ?? '').observe(sincePlacedMs / 1000);
    },
    /** From now on the pool is looked at whenever somebody scrapes. */
    watchPool(look: () => PoolUse): void {
      new Gauge({
        name: 'postgres_pool_connections',
        help: 'Connections to the database, by state: idle, busy.',
        labelNames: ['state'],
        registers,
        collect() {
          const { idle, busy } = look();
          this.labels('idle').set(idle);
          this.labels('busy').set(busy);
        },
      });
      new Gauge({
        name: 'postgres_pool_connections_limit',
        help: 'Connections that the pool may open.',
        registers,
        collect() {
          this.set(look().limit);
        },
      });
      new Gauge({
        name: 'postgres_pool_waiting_requests',
        help: 'Statements that wait for a connection.',
        registers,
        collect() {
          this.set(look().waiting);
        },
      });
    },
    /** For who looks at consumer groups from outside. */
    watchGroups: () => groupMetrics(registers),
  };
}

export type GroupMetrics = ReturnType<typeof groupMetrics>;

function groupMetrics(registers: Registry[]) {
  const up = new Gauge({ name: 'kafka_up', help: '1 when Kafka answered the last look, else 0.', registers });
  const lag = new Gauge({
    name: 'kafka_consumer_group_lag_messages',
    help: 'Messages of a topic that a group has not committed yet.',
    labelNames: ['group', 'topic'],
    registers,
  });
  const members = new Gauge({
    name: 'kafka_consumer_group_members',
    help: 'Members of a group.',
    labelNames: ['group'],
    registers,
  });
  const rebalances = new Counter({
    name: 'kafka_consumer_group_rebalances_total',
    help: 'Times that the partitions of a group were handed out to other members.',
    labelNames: ['group'],
    registers,
  });
  return {
    lagMeasured: (group: string, topic: string, messages: number): void =>
      lag.labels(group, topic).set(messages),
    membersCounted: (group: string, count: number): void => members.labels(group).set(count),
    /** Also with 0, so that the group has a series. */
    rebalanced: (group: string, times: number): void => rebalances.labels(group).inc(times),
    answered: (): void => up.set(1),
    /** What is not known any more is not shown any more. */
    silent(): void {
      up.set(0);
      lag.reset();
      members.reset();
    },
  };
}
