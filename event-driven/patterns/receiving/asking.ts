/**
 * Asks the outside world about a batch before its transaction begins, many at a time. What is answered is handled at
 * once; what is not comes again with the next fetch, so that nobody waits for somebody else's answer. What the
 * transaction is going to drop is not asked about: nobody would undo what came of it.
 */
import { type AppError, asAppError } from '#shared/platform/errors.ts';
import type { GivingUp } from '../failures/giving-up.ts';
import { isAway } from '../failures/retry.ts';
import type { Handler, Incoming } from './handling.ts';
import type { Reaction } from './reactions.ts';

const AT_A_TIME = 32;

/** Those of a batch that will be handled, as far as can be seen now. */
export type Admissible = (batch: readonly Incoming[]) => Promise<ReadonlySet<Incoming>>;

type Ask = NonNullable<Reaction['ask']>;
type Replies = { answers: Map<Incoming, unknown>; failed: Map<Incoming, AppError> };

export function withAnswers(
  reactions: readonly Reaction[],
  admissible: Admissible,
  givingUp: GivingUp,
  handler: Handler,
): Handler {
  const asks = new Map(
    reactions.flatMap(({ to, ask }) => (ask === undefined ? [] : to.map((name) => [name, ask] as const))),
  );
  const askOf = ({ event }: Incoming): Ask | undefined => asks.get(event.fact.case!);

  return async (batch, signal) => {
    givingUp.refuseHopeless(batch);
    const admitted = await admissible(batch);
    const questions = new Set(
      batch.filter((message) => askOf(message) !== undefined && admitted.has(message)),
    );
    const { answers, failed } = await askAbout([...questions].filter(givingUp.isDue), signal);
    givingUp.note({ answered: [...answers.keys()], failed });

    const waiting = unanswered(batch, questions, answers);
    const ready = batch.filter((message) => !waiting.has(message));
    const outcomes = ready.length === 0 ? [] : await handler(ready.map(withAnswer), signal);
    const outcomeOf = new Map(ready.map((message, index) => [message, outcomes[index]!]));
    return batch.map((message) => outcomeOf.get(message) ?? 'waiting');

    function withAnswer(message: Incoming): Incoming {
      return questions.has(message) ? { ...message, answer: answers.get(message) } : message;
    }
  };

  async function askAbout(messages: readonly Incoming[], signal: AbortSignal): Promise<Replies> {
    const replies: Replies = { answers: new Map(), failed: new Map() };
    let next = 0;
    const askOneByOne = async (): Promise<void> => {
      for (let index = next++; index < messages.length && !signal.aborted; index = next++) {
        const message = messages[index]!;
        try {
          replies.answers.set(message, await askOf(message)!(message.event));
        } catch (error) {
          replies.failed.set(message, asAppError(error));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, messages.length) }, askOneByOne));
    // Thrown only now, so that nothing of this batch is still being asked when it is tried again.
    const bad = [...replies.failed.values()].find((error) => !isAway(error));
    if (bad !== undefined) throw bad;
    signal.throwIfAborted(); // some were not asked about
    return replies;
  }
}

/** Those without their answer, and those behind them that are about the same order. */
function unanswered(
  batch: readonly Incoming[],
  questions: ReadonlySet<Incoming>,
  answers: ReadonlyMap<Incoming, unknown>,
): ReadonlySet<Incoming> {
  if (answers.size === questions.size) return new Set();
  const keys = new Set<string>();
  return new Set(
    batch.filter((message) => {
      if (questions.has(message) && !answers.has(message)) keys.add(message.key);
      return keys.has(message.key);
    }),
  );
}
