/**
 * Asks the outside world about a batch before its transaction begins, many at a time, each with its own patience. What
 * the transaction is going to drop is not asked about: nobody would undo what came of it. Nor is anything asked about
 * twice because its batch is handled again in parts: only what is delivered again is.
 */
import type { Reach } from '#shared/platform/failpoints.ts';
import type { Event } from '../../events.ts';
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
  reach: Reach,
  handler: Handler,
): Handler {
  /** By event as it was delivered; also of those that failed for good. */
  const answers = new WeakMap<Event, Promise<unknown>>();
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
        let answer = answers.get(message.event);
        if (answer === undefined) {
          answer = patience(() => ask(message.event), signal);
          answers.set(message.event, answer);
        }
        answered[index] = { ...message, answer: await answer };
      }
    };
    const results = await Promise.allSettled(
      Array.from({ length: Math.min(AT_A_TIME, batch.length) }, askOneByOne),
    );
    // Thrown only now, so that nothing of this batch is still being asked when it is tried again.
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    signal.throwIfAborted(); // some were not asked about
    if (answered.some((message, index) => message !== batch[index])) reach('after-charge-before-record');
    return handler(answered, signal);
  };
}
