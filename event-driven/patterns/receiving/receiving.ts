/**
 * The entrance of a consumer: skips what it has no reaction to by the header alone, decodes the rest, puts aside what is
 * no event, and counts and logs what became of each message.
 */
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import { decode, type Event, type FactName, typeOf } from '../../events.ts';
import { type ConsumedMessage, type ConsumerOptions, partitionOf } from '../../messaging.ts';
import type { PutAside } from '../failures/halves.ts';
import type { Handler, Incoming, Outcome } from './handling.ts';

export function receiving(options: {
  facts: readonly FactName[];
  putAside: PutAside;
  handler: Handler;
  log: Log;
  metrics: Metrics;
}): ConsumerOptions['handle'] {
  const { putAside, handler, log, metrics } = options;
  const types = new Set(options.facts.map(typeOf));

  return async (messages, signal) => {
    const startedMs = performance.now();
    /** The first message of each partition that is blocked: what lies behind it is not touched. */
    const blocked = new Map<string, ConsumedMessage>();
    let batch: Incoming[] = [];
    const handleBatch = async (): Promise<void> => {
      const decoded = batch;
      batch = [];
      if (decoded.length === 0) return;
      const outcomes = await handler(decoded, signal);
      for (const [index, message] of decoded.entries()) noted(message, outcomes[index]!, message.event);
    };
    const noted = (message: ConsumedMessage, outcome: Outcome, event?: Event): void => {
      note(message, outcome, event);
      const place = partitionOf(message);
      if (outcome === 'blocked' && !blocked.has(place)) blocked.set(place, message);
    };

    for (const message of messages) {
      if (blocked.has(partitionOf(message))) continue;
      if (message.type !== null && !types.has(message.type)) {
        note(message, 'ignored');
        continue;
      }
      try {
        batch.push({ ...message, event: decode(message.bytes) });
      } catch (error) {
        // What came before it is handled before it is put aside, and what comes after it, after.
        await handleBatch();
        if (blocked.has(partitionOf(message))) continue;
        noted(message, await putAside(message, error, signal));
      }
    }
    await handleBatch();
    metrics.batchHandled(performance.now() - startedMs);
    return [...blocked.values()];
  };

  function note({ topic, type }: ConsumedMessage, outcome: Outcome | 'ignored', event?: Event): void {
    metrics.messagesConsumed(topic, outcome, 1);
    if (outcome === 'ignored') return;
    log.debug({ topic, type, orderId: event?.orderId, requestId: event?.requestId, outcome }, 'handled');
  }
}
