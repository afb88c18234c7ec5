/**
 * Kafka as plain functions: send messages, handle what a fetch brought. The services' only file that knows kafkajs, whose
 * version 2.2.4 is unmaintained since 2023; each of its traps is named where it is dealt with.
 */
import { createRequire } from 'node:module';
import { type EachBatchPayload, Kafka, logLevel, Partitioners } from 'kafkajs';
import { AppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import type { ConsumedMessage, Consumer, ConsumerOptions, Producer } from './messaging.ts';
import { byTopic, consumed, partitionOf } from './messaging.ts';
import { keepTrying } from './patterns/failures/retry.ts';
import { stopStep, within } from './patterns/failures/within.ts';
import { createGathering } from './patterns/receiving/gathering.ts';
import { createMembership } from './patterns/receiving/membership.ts';
import { createOffsets, type Offset } from './patterns/receiving/offsets.ts';
import { TOPIC_PARTITIONS } from './topics.ts';

const SEND_WITHIN_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;
export const SESSION_TIMEOUT_MS = 6_000;
export const HEARTBEAT_MS = 1_500;
/** A crash redelivers what was handled in this time; the inbox drops it. */
export const COMMIT_INTERVAL_MS = 500;
/** Longer costs nothing while messages flow, and saves CPU while none do. */
export const FETCH_WAIT_MS = 500;
/** Bounds one handling to some hundred messages, so that a backlog is worked off in steps. */
export const FETCH_BYTES_PER_PARTITION = 65_536;
/** As many batches of one fetch as are given to us at once; more than there are partitions. */
const CONCURRENT_PARTITIONS = 64;
/** A partition that is blocked is looked at again so much later. */
const AGAIN_AFTER_MS = 500;

fixIdleTimers();

export function connectKafka(options: {
  brokers: string;
  clientId: string;
  log: Log;
  /** Ends the process. */
  fail(error: unknown): void;
}) {
  const { log, fail } = options;
  const kafka = new Kafka({
    clientId: options.clientId,
    brokers: options.brokers.split(','),
    connectionTimeout: 2_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, error } }) =>
        log[level === logLevel.ERROR ? 'warn' : 'debug']({ kafkajs: message, error }, 'kafkajs'),
  });

  return {
    /** Connects in the background: what is sent meanwhile waits a while, and is then `unavailable`. */
    producer(): Producer {
      const producer = kafka.producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        allowAutoTopicCreation: false,
        retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3 },
      });
      const stopped = new AbortController();
      const connected = keepTrying(() => producer.connect(), stopped.signal, log);
      return {
        async send(messages) {
          const batch = { acks: -1, timeout: REQUEST_TIMEOUT_MS, topicMessages: byTopic(messages) };
          try {
            // Without its broker a send can hang far longer than its own retries suggest.
            await within(SEND_WITHIN_MS, connected);
            await within(SEND_WITHIN_MS, producer.sendBatch(batch));
          } catch (cause) {
            throw new AppError('unavailable', 'kafka_unavailable', 'Kafka did not take the messages.', {
              cause,
              effect: 'unknown',
            });
          }
        },
        disconnect() {
          stopped.abort();
          return stopStep(log, 'disconnecting the producer', producer.disconnect());
        },
      };
    },

    consumer: (consumerOptions: ConsumerOptions): Consumer =>
      createConsumer(kafka, consumerOptions, log, fail),
  };
}

function createConsumer(
  kafka: Kafka,
  options: ConsumerOptions,
  log: Log,
  fail: (error: unknown) => void,
): Consumer {
  const consumer = kafka.consumer({
    groupId: options.group,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    minBytes: 1,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
  });
  const stopped = new AbortController();
  const offsets = createOffsets(commitOffsets, COMMIT_INTERVAL_MS, log);
  const gathering = createGathering(handleFetched);
  const membership = createMembership();
  let commits = 0;

  consumer.on(consumer.events.COMMIT_OFFSETS, () => {
    commits += 1;
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    membership.joined(memberAssignment);
    log.info({ group: options.group, assigned: memberAssignment }, 'joined its group');
    offsets.joined(membership.isOurs);
  });
  consumer.on(consumer.events.FETCH, membership.fetched);
  consumer.on(consumer.events.REBALANCING, () => {
    membership.left();
    // The old generation may still commit until all have joined the new one.
    void offsets.commit();
  });
  consumer.on(consumer.events.STOP, membership.left);
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    membership.left();
    log.error({ err: payload.error, restarts: payload.restart }, 'the consumer crashed');
    // kafkajs restarts after what it deems retriable; after anything else it would stay silent for ever.
    if (!payload.restart) fail(payload.error);
  });

  /** kafkajs resolves without having committed anything while it does not run, as between a crash and its restart. */
  async function commitOffsets(handled: Offset[]): Promise<void> {
    const before = commits;
    options.beforeCommit?.();
    await consumer.commitOffsets(handled);
    if (commits === before) throw new Error('the consumer does not run, nothing was committed');
  }

  async function handleFetched(payloads: readonly EachBatchPayload[]): Promise<void> {
    if (stopped.signal.aborted) return;
    if (options.commit === 'before-work') {
      for (const payload of payloads) markHandled(payload);
      await offsets.commit();
    }
    const lost = new AbortController();
    const heartbeats = setInterval(() => {
      payloads[0]!.heartbeat().catch((error: unknown) => lost.abort(error));
    }, HEARTBEAT_MS);
    const signal = AbortSignal.any([stopped.signal, lost.signal]);
    membership.handling(true);
    let again: readonly ConsumedMessage[];
    try {
      const messages = payloads.flatMap(({ batch }) => consumed(batch));
      again = await options.handle(messages, signal);
    } catch (error) {
      // kafkajs joins anew on its own error from the heartbeat.
      if (lost.signal.aborted) throw lost.signal.reason;
      if (stopped.signal.aborted) return;
      fail(error);
      throw error;
    } finally {
      clearInterval(heartbeats);
      membership.handling(false);
    }
    const stuckAt = new Map(again.map((message) => [partitionOf(message), message]));
    for (const payload of payloads) markHandled(payload, stuckAt.get(partitionOf(payload.batch)));
  }

  /** All of it, or what came before the one that is to come again. */
  function markHandled({ batch, resolveOffset, pause }: EachBatchPayload, again?: ConsumedMessage): void {
    const last = again === undefined ? batch.lastOffset() : String(BigInt(again.offset) - 1n);
    resolveOffset(last);
    offsets.handled(batch.topic, batch.partition, last);
    if (again !== undefined) setTimeout(pause(), AGAIN_AFTER_MS);
  }

  return {
    start() {
      const run = async (): Promise<void> => {
        const subscribe = async (): Promise<void> => {
          await consumer.connect();
          await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
        };
        await keepTrying(subscribe, stopped.signal, log);
        if (stopped.signal.aborted) return;
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
          // Called for each partition, and for all of one fetch within one tick.
          eachBatch: gathering.add,
        });
      };
      run().catch(fail);
    },
    notReady: membership.notReady,
    consumingForMs: (topic, key) => membership.consumingForMs(topic, partitionOfKey(topic, key)),
    async stop() {
      // Committing works only while it runs: first stop handling, then commit, then leave.
      stopped.abort(new Error('stopping'));
      await gathering.settled();
      await stopStep(log, 'committing offsets', offsets.stop());
      await stopStep(log, 'leaving the group', consumer.disconnect());
    },
  };
}

/** Where the producers put what is about a key. */
function partitionOfKey(topic: string, key: string): number {
  const partitions = TOPIC_PARTITIONS.get(topic)!;
  const partitionMetadata = Array.from({ length: partitions }, (_none, partitionId) => ({ partitionId }));
  return partition({ topic, partitionMetadata: partitionMetadata as never, message: { key, value: null } });
}

const partition = Partitioners.DefaultPartitioner();

/**
 * kafkajs re-arms a timer of 1 ms for ever on each connection, which costs 24 to 30 ms of CPU a second each: its request
 * queue schedules a check even when nothing is pending. Without this fix the measured cost of one side would be wrong.
 */
function fixIdleTimers(): void {
  type Queue = { pending: unknown[]; scheduleCheckPendingRequests(): void };
  const RequestQueue: { prototype: Queue } = createRequire(import.meta.url)(
    'kafkajs/src/network/requestQueue/index.js',
  );
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  if (typeof schedule !== 'function')
    throw new Error('This kafkajs has another request queue: mend it anew.');
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
