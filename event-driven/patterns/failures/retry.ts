/**
 * Retries. While something that is needed is away, the log waits: no bound in count, because nothing is wrong with the
 * message. Any other failure that may pass is tried a few times; what can't pass is not tried again.
 */
import { asAppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';
import type { Handler } from '../receiving/handling.ts';

export const FIRST_PAUSE_MS = 50;
export const LONGEST_PAUSE_MS = 2_000;
export const ATTEMPTS = 5;

/** Runs `work` until it succeeds, or trying again makes no sense. */
export type Patience = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

export function createPatience(log: Log, attempts = ATTEMPTS, wait = pause): Patience {
  return async (work, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const { kind, code, retriable } = asAppError(error);
        const away = kind === 'unavailable' || kind === 'timeout';
        if (signal.aborted || !(away || (retriable && attempt < attempts))) throw error;
        const waitMs = backoffMs(attempt);
        log.warn({ err: error, code, attempt, waitMs }, 'trying again');
        await wait(waitMs, signal);
        if (signal.aborted) throw error;
      }
    }
  };
}

/** Whatever fails, until it works or the signal aborts; for beginnings, where all that can be done is to wait. */
export async function keepTrying(work: () => Promise<void>, signal: AbortSignal, log: Log): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error, attempt }, 'not begun yet');
      await pause(backoffMs(attempt), signal);
    }
  }
}

/** A batch is only tried again while something is away: its messages are soon tried one by one. */
export function withRetry(log: Log, handler: Handler, { attempts = ATTEMPTS, wait = pause } = {}): Handler {
  const forOne = createPatience(log, attempts, wait);
  const forMany = createPatience(log, 1, wait);
  return (batch, signal) => (batch.length === 1 ? forOne : forMany)(() => handler(batch, signal), signal);
}

/** Doubles with every attempt, and is drawn from the upper half, so that many do not come back at the same moment. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
  return ceiling * (0.5 + random() / 2);
}
