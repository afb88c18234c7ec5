/**
 * Where offsets are committed before the work, nothing brings a message back: what can't be handled, for whatever reason
 * and however briefly, is logged and lost.
 */
import type { Log } from '#shared/platform/log.ts';
import type { PutAside } from './halves.ts';

export function createLose(log: Log): PutAside {
  return async ({ topic, partition, offset, key }, error) => {
    log.error({ err: error, topic, partition, offset, key }, 'not handled, and lost');
    return 'lost';
  };
}
