/**
 * The words that the patterns share. A handler is what a consumer calls; a work is what happens inside its transaction.
 * Each pattern is a wrapper around one of the two, and main.ts composes them.
 */
import type { Connection } from '#shared/platform/postgres.ts';
import type { Event, OutgoingMessage } from '../../events.ts';
import type { ConsumedMessage } from '../../messaging.ts';

/** A message and the event in it. */
export type Incoming = ConsumedMessage & {
  event: Event;
  /** What the outside world answered before the transaction, where it was asked. */
  answer?: unknown;
};

/** What became of a message. One that is blocked comes again; one that is lost does not. */
export type Outcome = 'processed' | 'duplicate' | 'dead-lettered' | 'blocked' | 'lost';

/**
 * Handles a batch as a whole, or throws and has changed nothing. Returns one outcome per message, in their order.
 * When the signal aborts it gives up waiting, and throws.
 */
export type Handler = (batch: readonly Incoming[], signal: AbortSignal) => Promise<Outcome[]>;

/** Changes state inside a transaction, and says what is to be published when it is committed. */
export type Work = (
  batch: readonly Incoming[],
  connection: Connection,
) => Promise<{ outcomes: Outcome[]; messages: OutgoingMessage[] }>;
