/**
 * Asks the outside world about a batch before its transaction begins, many at a time, each with its own patience. What
 * the transaction is going to drop is not asked about: nobody would undo what came of it.
 */

import type { Patience } from '../failures/retry.ts';
import type { Handler, Incoming } from './handling.ts';
import type { Reaction } from './reactions.ts';

const AT_A_TIME = 32;

/** Those of a batch that will be handled, as far as can be seen now. */
export type Admissible = (batch: readonly Incoming[]) => Promise<ReadonlySet<Incoming>>;

export function withAnswers(
  reactions: readonly Reaction[],
  admissible: Admissible,
  patience: Patience,
  handler: Handler,
): Handler {
  const asks = new Map(reactions.flatMap(({ to, ask }) => to.map((name) => [name, ask] as const)));
  return async (batch, signal) => {
    const answered: Incoming[] = [...batch];
    const worthAsking = await admissible(batch);
    let next = 0;
    const askOneByOne = async (): Promise<void> => {
      for (let index = next++; index < batch.length && !signal.aborted; index = next++) {
        const message = batch[index]!;
        const ask = asks.get(message.event.fact.case!);
        if (ask === undefined || !worthAsking.has(message)) continue;
        answered[index] = { ...message, answer: await patience(() => ask(message.event), signal) };
      }
    };
    const results = await Promise.allSettled(
      Array.from({ length: Math.min(AT_A_TIME, batch.length) }, askOneByOne),
    );
    // Thrown only now, so that nothing of this batch is still being asked when it is tried again.
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    signal.throwIfAborted(); // some were not asked about
    return handler(answered, signal);
  };
}
