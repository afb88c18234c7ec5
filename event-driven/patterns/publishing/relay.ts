/**
 * The relay publishes the outbox. It is woken after a commit with the rows at hand, so the hot path reads nothing; a slow
 * sweep of the table finds what nobody handed over: rows of a process that died, or of a commit whose answer got lost.
 * It never reads `id > last seen`: ids become visible out of order. One batch is in flight at a time, so that order is
 * kept. A crash between the acknowledgement and the mark publishes twice, which inboxes catch.
 *
 * Where several processes share the outbox, one of them publishes for all (leading.ts). It reads the table then, its own
 * rows included: what others have committed before must be published before. Until it knows better, it is not alone.
 */
import type { Reach } from '#shared/platform/failpoints.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import { pause } from '#shared/platform/pause.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import { backoffMs } from '../failures/retry.ts';
import { stopStep } from '../failures/within.ts';
import type { Lead, LeadEvents } from './leading.ts';
import { markPublished, measureOutbox, unpublishedRows } from './outbox.ts';
import type { Publish } from './publishing.ts';

export type Relay = {
  /** Takes messages whose rows are committed, and publishes them by and by, or has them published. */
  wake: Publish;
  /** From now on, as soon as it is its turn, publishes what is left from before, and sweeps. */
  start(): void;
  /** Publishes the batch at hand, as far as Kafka lets it, marks it, and makes room for another, who finds the rest. */
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
  /** Stands in the queue of those who publish this outbox. */
  lead(on: LeadEvents): Lead;
  /** Waits this long for company after the first message: fewer, larger batches against latency. */
  lingerMs: number;
  reach: Reach;
  log: Log;
  metrics: Metrics;
}): Relay {
  const { pool, send, lingerMs, reach, log, metrics } = options;
  let lead: Lead | undefined;
  /** Other processes have rows in this outbox, too, or may have. */
  let isShared = true;
  let queue: OutgoingMessage[] = [];
  /** Queued, in flight, or published and not yet marked. */
  const known = new Set<string>();
  let acknowledged: { eventId: string; atMs: number }[] = [];
  /** Messages were left in the table because the queue was full. */
  let overflowed = false;
  /** There may be rows in the table that nobody hands over. */
  let unread = false;
  let publishing: Promise<void> | undefined;
  let markTimer: NodeJS.Timeout | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;
  /** Which one it is; a sweep of an earlier one is the last of its kind. */
  let turn = 0;
  const stopped = new AbortController();
  const leads = (): boolean => lead?.isMine() === true;

  async function wake(messages: readonly OutgoingMessage[]): Promise<void> {
    if (!leads()) return lead?.tell();
    if (isShared) return readAndPublish();
    overflowed ||= queue.length + messages.length > QUEUE_LIMIT;
    if (!overflowed) take(messages);
  }

  function take(messages: readonly OutgoingMessage[]): void {
    for (const message of messages) {
      if (known.has(message.eventId)) continue; // the table was read between its commit and its waking
      known.add(message.eventId);
      queue.push(message);
    }
    if (queue.length > 0) beginToPublish();
  }

  function readAndPublish(): void {
    unread = true;
    beginToPublish();
  }

  function beginToPublish(): void {
    if (stopped.signal.aborted) return;
    publishing ??= publishAll().then((isThrough) => {
      publishing = undefined;
      // What came in the very moment in which it ended.
      if (isThrough && hasMore()) beginToPublish();
    });
  }

  const hasMore = (): boolean => leads() && (unread || queue.length > 0);

  /** False when it had to leave something. */
  async function publishAll(): Promise<boolean> {
    if (lingerMs > 0) await pause(lingerMs, stopped.signal);
    while (hasMore()) {
      if (unread && queue.length < BATCH && !stopped.signal.aborted) {
        unread = false;
        if (!(await read(0))) return false;
      }
      const batch = queue.splice(0, BATCH);
      if (batch.length > 0 && !(await publishAndNote(batch))) return false;
      if (stopped.signal.aborted) return false;
    }
    return true;
  }

  async function publishAndNote(batch: readonly OutgoingMessage[]): Promise<boolean> {
    reach('before-publish');
    if (!(await publish(batch))) return false;
    reach('after-publish-before-mark');
    const atMs = Date.now();
    for (const { eventId, topic } of batch) {
      acknowledged.push({ eventId, atMs });
      metrics.messagesProduced(topic, 1);
    }
    markTimer ??= setTimeout(() => void mark(), MARK_MS);
    return true;
  }

  /** True when the broker has them; false when we stop, or it is another's turn, before it took them. */
  async function publish(batch: readonly OutgoingMessage[]): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(batch);
        return true;
      } catch (error) {
        log.warn({ err: error, attempt, messages: batch.length }, 'not published');
        const isLastAttempt = stopped.signal.aborted;
        await pause(backoffMs(attempt), stopped.signal);
        if (isLastAttempt || !leads()) {
          for (const { eventId } of batch) known.delete(eventId);
          return false;
        }
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

  /** Queues rows of the table, as many as there is room for; false when it can't be read. */
  async function read(olderThanMs: number): Promise<boolean> {
    if (queue.length >= BATCH) return true;
    try {
      const rows = await unpublishedRows(pool, overflowed ? 0 : olderThanMs, SWEEP_ROWS);
      if (!leads()) return false;
      const isFull = rows.length === SWEEP_ROWS;
      overflowed &&= isFull;
      unread ||= isFull && rows.some(({ eventId }) => !known.has(eventId));
      take(rows);
      // All that was committed here is at hand, so that what comes now may be put behind it.
      if (olderThanMs === 0 && !isFull && !unread) isShared = lead?.isAlone() !== true;
      return true;
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be read');
      return false;
    }
  }

  async function sweep(ofTurn: number): Promise<void> {
    if (isShared) readAndPublish();
    else await read(SWEEP_MS);
    try {
      // The table, not the queue: that holds a part only when it is full. Rows count until they are marked.
      const { rows, oldestMs } = await measureOutbox(pool);
      if (leads()) metrics.outboxMeasured(rows, oldestMs);
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be measured');
    }
    if (ofTurn === turn && leads() && !stopped.signal.aborted) sweepSoon();
  }

  function sweepSoon(): void {
    sweepTimer = setTimeout(() => void sweep(turn), SWEEP_MS);
  }

  const begun = (): void => {
    turn += 1;
    isShared = true;
    readAndPublish();
    sweepSoon();
  };
  /** Whose turn it is now publishes what is not marked. */
  const lost = (): void => {
    clearTimeout(sweepTimer);
    for (const { eventId } of queue) known.delete(eventId);
    queue = [];
    metrics.outboxMeasured(0, 0);
  };
  const told = (): void => {
    isShared = true;
    readAndPublish();
  };

  return {
    wake,
    start() {
      lead = options.lead({ begun, lost, told });
    },
    async stop() {
      clearTimeout(sweepTimer);
      stopped.abort();
      const done = new AbortController();
      await Promise.race([publishing, pause(STOP_WITHIN_MS, done.signal)]);
      done.abort();
      await mark();
      if (lead !== undefined) await stopStep(log, 'making room for another relay', lead.stop());
    },
  };
}
