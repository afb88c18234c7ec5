/**
 * Retry: a call that failed is tried again, a bounded number of times, within a budget, after a random wait ("full
 * jitter": https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * An attempt that may have done its work is repeated, too, whether or not the callee can tell the two apart. That is what
 * most retries in the world do, and it is not safe: without an Idempotency-Key a lost answer becomes a second charge. The
 * rungs `retries` and `breakers` show that; idempotency-key.ts mends it.
 *
 * Where an attempt has failed is kept for the next one: elsewhere.ts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, asAppError } from '#shared/platform/errors.ts';
import type { Send } from '../call.ts';
import type { RetryBudget } from './retry-budget.ts';

export type RetryOptions = {
  /** All of them, the first included. */
  attempts: number;
  /** The wait before the n-th retry is drawn from 0 to baseMs · 2ⁿ⁻¹, at most capMs. */
  baseMs: number;
  capMs: number;
  budget: RetryBudget;
  retried(): void;
  random?: () => number;
  wait?: (ms: number) => Promise<unknown>;
  nowMs?: () => number;
};

export function withRetries(options: RetryOptions, send: Send): Send {
  const { attempts, budget, random = Math.random, wait = delay, nowMs = () => performance.now() } = options;

  return async (call) => {
    const { deadlineMs = Number.POSITIVE_INFINITY } = call.context;
    budget.deposit();
    let effectKnown = true;
    const failedAt = new Set<Send>();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send({ ...call, attempt, failedAt });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.effect === 'unknown') effectKnown = false;
        const waitMs = random() * Math.min(options.capMs, options.baseMs * 2 ** (attempt - 1));
        const again = attempt < attempts && error.retriable && nowMs() + waitMs < deadlineMs && budget.take();
        if (!again) throw effectKnown ? error : withUnknownEffect(error);
        options.retried();
        await wait(waitMs);
      }
    }
  };
}

/** The last attempt may have been refused at the door: an earlier one may still have done the work. */
function withUnknownEffect(error: AppError): AppError {
  if (error.effect === 'unknown') return error;
  const { kind, code, message, retriable } = error;
  return new AppError(kind, code, message, { cause: error, retriable, effect: 'unknown' });
}
