/**
 * Mutants: the kitchen with one pattern left out or broken, to show that the audit notices. Never part of a comparison.
 */
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';
import type { Producer } from './messaging.ts';
import type { Keep, Publishing } from './patterns/publishing/publishing.ts';
import type { Handler } from './patterns/receiving/handling.ts';

export const MUTANTS = [
  'no-inbox',
  'offset-before-work',
  'publish-without-outbox',
  'dropped-outbox-rows',
  'swallowed-error',
  'no-compensation',
  'publish-before-commit',
  'non-atomic-stock',
  'wrong-partition-key',
  'lossy-dead-letters',
] as const;

export type Mutant = (typeof MUTANTS)[number];

/** Instead of retry and dead letters: the error is logged, and the offset moves on. */
export function swallowErrors(log: Log, handler: Handler): Handler {
  return async (batch, signal) => {
    try {
      return await handler(batch, signal);
    } catch (error) {
      log.error({ err: error, messages: batch.length }, 'ignored');
      return batch.map(() => 'processed');
    }
  };
}

/** So seldom that none falls among the few messages before the load: a kitchen that is not at rest is not measured. */
export const DROPPED_EVERY = 100;

/** Some messages are taken for published, and are not: their rows are marked, so that nobody will look at them again. */
export function dropSome(send: Producer['send']): Producer['send'] {
  let taken = 0;
  return async (messages) => {
    const kept = messages.filter(() => {
      taken += 1;
      return taken % DROPPED_EVERY !== 0;
    });
    if (kept.length > 0) await send(kept);
  };
}

/** How long a mutant leaves open what should be one step, so that a kill falls into it. */
export const HALF_DONE_MS = 200;

/** Says it while the transaction can still fail: what is rolled back then is not true, and is said all the same. */
export function publishBeforeCommit(send: Producer['send'], keep: Keep): Keep {
  return async (connection, messages) => {
    await keep(connection, messages);
    if (messages.length === 0) return;
    await send(messages);
    await pause(HALF_DONE_MS);
  };
}

/** Every event has a key of its own, so that what is about one order lies in any partition. */
export function scatterKeys(send: Producer['send']): Producer['send'] {
  return (messages) => send(messages.map((message) => ({ ...message, key: message.eventId })));
}

/** Parks the key, remembers the message as dealt with, and forgets the letter. */
export function forgetMessages(publishing: Publishing): Publishing {
  return (work) => publishing(async (connection) => ({ ...(await work(connection)), messages: [] }));
}
