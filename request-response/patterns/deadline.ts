/**
 * Deadline: an attempt whose caller has given up, or is about to, is not begun. It stands outside the breaker, because
 * running out of time says nothing about the service that was not called.
 */
import { AppError } from '#shared/platform/errors.ts';
import type { Send } from '../call.ts';

/** Less than this is too little for any service to answer in. */
const LEAST_MS = 50;

export function withDeadline(target: string, send: Send): Send {
  return async (call) => {
    const { deadlineMs = Number.POSITIVE_INFINITY } = call.context;
    if (deadlineMs - performance.now() >= LEAST_MS) return send(call);
    throw new AppError('timeout', `${target}_deadline`, `There is no time left to ask ${target}.`, {
      effect: 'none',
      retriable: false,
    });
  };
}
