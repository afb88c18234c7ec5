/**
 * The entrance of a consumer: skips what it has no reaction to by the header alone, decodes the rest, buries what is no
 * event, and counts and logs what became of each message.
 */
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import { decode, type Event, type FactName, typeOf } from '../../events.ts';
import type { ConsumedMessage, ConsumerOptions } from '../../messaging.ts';
import type { Bury } from '../failures/dead-letters.ts';
import type { Handler, Incoming, Outcome } from './handling.ts';

export function receiving(options: {
  facts: readonly FactName[];
  bury: Bury;
  handler: Handler;
  log: Log;
  metrics: Metrics;
}): ConsumerOptions['handle'] {
  const { bury, handler, log, metrics } = options;
  const types = new Set(options.facts.map(typeOf));

  return async (messages, signal) => {
    const startedMs = performance.now();
    let batch: Incoming[] = [];
    const handleBatch = async (): Promise<void> => {
      const decoded = batch;
      batch = [];
      if (decoded.length === 0) return;
      const outcomes = await handler(decoded, signal);
      for (const [index, message] of decoded.entries()) note(message, outcomes[index]!, message.event);
    };

    for (const message of messages) {
      if (message.type !== null && !types.has(message.type)) {
        note(message, 'ignored');
        continue;
      }
      try {
        batch.push({ ...message, event: decode(message.bytes) });
      } catch (error) {
        // What came before it is handled before its key is parked, and what comes after it, after.
        await handleBatch();
        note(message, await bury(message, error, signal));
      }
    }
    await handleBatch();
    metrics.batchHandled(performance.now() - startedMs);
  };

  function note({ topic, type }: ConsumedMessage, outcome: Outcome | 'ignored', event?: Event): void {
    metrics.messagesConsumed(topic, outcome, 1);
    if (outcome === 'ignored') return;
    log.debug({ topic, type, orderId: event?.orderId, requestId: event?.requestId, outcome }, 'handled');
  }
}
