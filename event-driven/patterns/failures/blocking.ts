/**
 * Where offsets are committed after the work and nothing is put aside: a message that can't be handled comes again for
 * ever. What lies behind it in its partition waits; the other partitions go on.
 */
import type { Log } from '#shared/platform/log.ts';
import { type ConsumedMessage, partitionOf } from '../../messaging.ts';
import type { Handler } from '../receiving/handling.ts';
import { byHalves, type PutAside } from './halves.ts';

export function createBlock(log: Log): PutAside {
  return async ({ topic, partition, offset, key }, error) => {
    log.error({ err: error, topic, partition, offset, key }, 'not handled, and blocks its partition');
    return 'blocked';
  };
}

export function withBlocking(block: PutAside, handler: Handler): Handler {
  return (batch, signal) => {
    const blocked = new Set<string>();
    const isBehind = (message: ConsumedMessage): boolean => blocked.has(partitionOf(message));
    const others: Handler = async (part, signal) => {
      const free = part.filter((message) => !isBehind(message));
      const outcomes = free.length === 0 ? [] : [...(await handler(free, signal))];
      return part.map((message) => (isBehind(message) ? 'blocked' : outcomes.shift()!));
    };
    const blockPartition: PutAside = (message, error, signal) => {
      blocked.add(partitionOf(message));
      return block(message, error, signal);
    };
    return byHalves(blockPartition, others)(batch, signal);
  };
}
