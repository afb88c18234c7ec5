/**
 * Publishing: the work in one transaction, and after its commit what it wants to be said. How it is said, and whether it
 * was written down in the transaction, is what dual-write.ts and outbox.ts differ in.
 */
import type { Reach } from '#shared/platform/failpoints.ts';
import { type Connection, type Pool, transaction } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import type { Handler, Work } from '../receiving/handling.ts';

/** Takes messages whose state is committed. Never rejects: what is committed can't be taken back for it. */
export type Publish = (messages: readonly OutgoingMessage[]) => Promise<void>;

/** Writes down, inside the transaction, what is going to be published. */
export type Keep = (connection: Connection, messages: readonly OutgoingMessage[]) => Promise<void>;

/** Runs `work` in a transaction, and publishes what it asks for after the commit. */
export type Publishing = <Result extends { messages: OutgoingMessage[] }>(
  work: (connection: Connection) => Promise<Result>,
) => Promise<Result>;

export function createPublishing(pool: Pool, keep: Keep, publish: Publish): Publishing {
  return async (work) => {
    const result = await transaction(pool, async (connection) => {
      const done = await work(connection);
      await keep(connection, done.messages);
      return done;
    });
    await publish(result.messages);
    return result;
  };
}

/** A handler that does all its work in one transaction. */
export function inTransaction(publishing: Publishing, work: Work): Handler {
  return async (batch) => (await publishing((connection) => work(batch, connection))).outcomes;
}

/** With the place to die between a commit and its publication. */
export function afterCommit(reach: Reach, publish: Publish): Publish {
  return async (messages) => {
    if (messages.length === 0) return;
    reach('after-commit');
    await publish(messages);
  };
}
