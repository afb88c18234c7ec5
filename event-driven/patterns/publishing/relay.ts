/**
 * The relay publishes the outbox. It is woken after a commit with the rows at hand, so the hot path reads nothing; a slow
 * sweep of the table finds what nobody handed over: rows of a process that died, or of a commit whose answer got lost.
 * It never reads `id > last seen`: ids become visible out of order. One batch is in flight at a time, so that order is
 * kept. A crash between the acknowledgement and the mark publishes twice, which inboxes catch.
 */
import type { Reach } from '#shared/platform/failpoints.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import { pause } from '#shared/platform/pause.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import { backoffMs } from '../failures/retry.ts';
import { markPublished, measureOutbox, unpublishedRows } from './outbox.ts';
import type { Publish } from './publishing.ts';

export type Relay = {
  /** Takes messages whose rows are committed, and publishes them by and by. */
  wake: Publish;
  /** Publishes what is left from before, and sweeps from now on. */
  start(): void;
  /** Publishes what it has at hand, as far as Kafka lets it, and marks it. */
  stop(): Promise<void>;
};

const BATCH = 500;
/** More is left in the table until there is room: a long outage of Kafka must not fill the memory. */
const QUEUE_LIMIT = 10_000;
/** Rows that one sweep takes up at most. */
const SWEEP_ROWS = 5_000;
const SWEEP_MS = 1_000;
/** Marks are gathered: one statement for what was published meanwhile. */
const MARK_MS = 200;
const STOP_WITHIN_MS = 1_500;

export function createRelay(options: {
  pool: Pool;
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Waits this long for company after the first message: fewer, larger batches against latency. */
  lingerMs: number;
  reach: Reach;
  log: Log;
  metrics: Metrics;
}): Relay {
  const { pool, send, lingerMs, reach, log, metrics } = options;
  const queue: OutgoingMessage[] = [];
  /** Queued, in flight, or published and not yet marked. */
  const known = new Set<string>();
  let acknowledged: { eventId: string; atMs: number }[] = [];
  /** Messages were left in the table because the queue was full. */
  let overflowed = false;
  let publishing: Promise<void> | undefined;
  let markTimer: NodeJS.Timeout | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  async function wake(messages: readonly OutgoingMessage[]): Promise<void> {
    overflowed ||= queue.length + messages.length > QUEUE_LIMIT;
    if (!overflowed) take(messages);
  }

  function take(messages: readonly OutgoingMessage[]): void {
    for (const message of messages) {
      known.add(message.eventId);
      queue.push(message);
    }
    if (queue.length > 0) publishing ??= publishAll().finally(() => (publishing = undefined));
  }

  async function publishAll(): Promise<void> {
    if (lingerMs > 0) await pause(lingerMs, stopped.signal);
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      reach('before-publish');
      if (!(await publish(batch))) return;
      reach('after-publish-before-mark');
      queue.splice(0, batch.length);
      const atMs = Date.now();
      for (const { eventId, topic } of batch) {
        acknowledged.push({ eventId, atMs });
        metrics.messagesProduced(topic, 1);
      }
      markTimer ??= setTimeout(() => void mark(), MARK_MS);
    }
  }

  /** True when the broker has them; false when we stop before it took them. */
  async function publish(batch: readonly OutgoingMessage[]): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(batch);
        return true;
      } catch (error) {
        log.warn({ err: error, attempt, messages: batch.length }, 'not published');
        if (stopped.signal.aborted) return false;
        await pause(backoffMs(attempt), stopped.signal);
      }
    }
  }

  async function mark(): Promise<void> {
    clearTimeout(markTimer);
    markTimer = undefined;
    const marks = acknowledged;
    acknowledged = [];
    if (marks.length === 0) return;
    try {
      await markPublished(pool, marks);
    } catch (error) {
      // They stay unmarked, are found by the sweep, and are published again.
      log.warn({ err: error, messages: marks.length }, 'published, but not marked');
    }
    for (const { eventId } of marks) known.delete(eventId);
  }

  async function sweep(olderThanMs: number): Promise<void> {
    try {
      if (queue.length < BATCH) {
        const rows = await unpublishedRows(pool, overflowed ? 0 : olderThanMs, SWEEP_ROWS);
        overflowed &&= rows.length === SWEEP_ROWS;
        take(rows.filter(({ eventId }) => !known.has(eventId)));
      }
      // The table, not the queue: that holds a part only when it is full. Rows count until they are marked.
      const { rows, oldestMs } = await measureOutbox(pool);
      metrics.outboxMeasured(rows, oldestMs);
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be swept');
    }
    if (!stopped.signal.aborted) sweepTimer = setTimeout(() => void sweep(SWEEP_MS), SWEEP_MS);
  }

  return {
    wake,
    start: () => void sweep(0),
    async stop() {
      clearTimeout(sweepTimer);
      stopped.abort();
      const done = new AbortController();
      await Promise.race([publishing, pause(STOP_WITHIN_MS, done.signal)]);
      done.abort();
      await mark();
    },
  };
}
