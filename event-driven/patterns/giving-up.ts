/**
 * Waiting or parking: when to give up asking about an event. Who answers nobody is away, and is waited for without a
 * bound; an event that gets no answer, round after round in which others of its kind get theirs, is poison.
 */
import { AppError, asAppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Incoming } from './handling.ts';
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
type Failures = { inARow: number; amongAnswers: number; dueMs: number; last: AppError };

export function createGivingUp(
  log: Log,
  limit = FAILURES_AMONG_ANSWERS,
  nowMs = () => performance.now(),
): GivingUp {
  const failures = new Map<string, Failures>();

  return {
    refuseHopeless(batch) {
      for (const { event } of batch) {
        const { amongAnswers = 0, last } = failures.get(event.eventId) ?? {};
        if (amongAnswers < limit) continue;
        // Alone it is going to be buried, and never comes again.
        if (batch.length === 1) failures.delete(event.eventId);
        const { code } = asAppError(last);
        throw new AppError('poison', code, 'No answer about this one, while others got theirs.', {
          cause: last,
        });
      }
    },

    isDue: ({ event }) => (failures.get(event.eventId)?.dueMs ?? 0) <= nowMs(),

    note({ answered, failed }) {
      for (const { event } of answered) failures.delete(event.eventId);
      if (failed.size === 0) return;
      const [err] = failed.values();
      log.warn({ err, unanswered: failed.size, answered: answered.length }, 'going to ask again');
      const answeredKinds = new Set(answered.map(({ event }) => event.fact.case));
      for (const [{ event }, last] of failed) {
        const { inARow = 0, amongAnswers = 0 } = failures.get(event.eventId) ?? {};
        failures.set(event.eventId, {
          inARow: inARow + 1,
          amongAnswers: amongAnswers + (answeredKinds.has(event.fact.case) ? 1 : 0),
          dueMs: nowMs() + backoffMs(inARow + 1),
          last,
        });
      }
    },
  };
}
