/**
 * The dual write: state goes to the database, and then the news of it to Kafka. Nothing holds the two together: what dies
 * in between, or finds no broker, is never said, and nobody knows that it should have been.
 */
import type { Reach } from '#shared/platform/failpoints.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import type { Producer } from '../../messaging.ts';
import type { Keep, Publish } from './publishing.ts';

/** Nothing is written down. */
export const keepNothing: Keep = async () => undefined;

export function createDualWrite(options: {
  send: Producer['send'];
  reach: Reach;
  log: Log;
  metrics: Metrics;
}): Publish {
  const { send, reach, log, metrics } = options;
  return async (messages) => {
    reach('before-publish');
    try {
      await send(messages);
    } catch (error) {
      const lost = messages.map(({ type, key }) => `${type} of ${key}`);
      log.error({ err: error, lost }, 'not published, and lost');
      return;
    }
    for (const { topic } of messages) metrics.messagesProduced(topic, 1);
  };
}
