/**
 * Waiting or parking: when to give up asking about an event. Who answers nobody is away, and is waited for without a
 * bound; an event that gets no answer, time and again, while others of its kind get theirs, is poison.
 */
import { AppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import type { FactName } from '../../events.ts';
import type { Incoming } from '../receiving/handling.ts';
import { backoffMs } from './retry.ts';

/** In some 40 s, as the pauses grow: longer than a failover takes. By chance, of 2 failing of 3 once in 200,000. */
export const FAILURES_AMONG_ANSWERS = 30;

/** What one round of questions came to. Nothing but `unavailable` and `timeout` is a failure here. */
export type Round = {
  answered: readonly Incoming[];
  failed: ReadonlyMap<Incoming, AppError>;
};

export type GivingUp = {
  /** @throws {AppError} `poison` when one of these has been given up */
  refuseHopeless(batch: readonly Incoming[]): void;
  /** False while its last failure is too recent to ask again. */
  isDue(message: Incoming): boolean;
  note(round: Round): void;
};

/** Kept in memory: another process begins to count anew, and is only more patient for it. */
type Failures = { inARow: number; amongAnswers: number; round: number; dueMs: number; last: AppError };

export function createGivingUp(
  log: Log,
  limit = FAILURES_AMONG_ANSWERS,
  nowMs = () => performance.now(),
): GivingUp {
  const failures = new Map<string, Failures>();
  /** The last round in which an event of this kind was answered. */
  const answeredIn = new Map<FactName, number>();
  let round = 0;

  return {
    refuseHopeless(batch) {
      const ids = batch.map(({ event }) => event.eventId);
      const hopeless = ids.find((id) => (failures.get(id)?.amongAnswers ?? 0) >= limit);
      if (hopeless === undefined) return;
      const { last } = failures.get(hopeless)!;
      // Alone it is going to be buried, and never comes again.
      if (batch.length === 1) failures.delete(hopeless);
      throw new AppError('poison', last.code, 'No answer about this one, while others got theirs.', {
        cause: last,
      });
    },

    isDue: ({ event }) => (failures.get(event.eventId)?.dueMs ?? 0) <= nowMs(),

    note({ answered, failed }) {
      round += 1;
      for (const { event } of answered) {
        failures.delete(event.eventId);
        answeredIn.set(event.fact.case!, round);
      }
      if (failed.size === 0) return;
      const [err] = failed.values();
      log.warn({ err, unanswered: failed.size, answered: answered.length }, 'going to ask again');
      for (const [{ event }, last] of failed) {
        const before = failures.get(event.eventId) ?? { inARow: 0, amongAnswers: 0, round: round - 1 };
        const wereOthersAnswered = (answeredIn.get(event.fact.case!) ?? 0) > before.round;
        failures.set(event.eventId, {
          inARow: before.inARow + 1,
          amongAnswers: before.amongAnswers + (wereOthersAnswered ? 1 : 0),
          round,
          dueMs: nowMs() + backoffMs(before.inARow + 1),
          last,
        });
      }
    },
  };
}
