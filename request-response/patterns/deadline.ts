/**
 * Deadline: an attempt that would end after the caller has given up, or is about to, is not begun; one under way is not
 * waited for any longer. It stands outside the breaker, because the caller's running out of time says nothing about the
 * service: the attempt goes on up to its own timeout, and how that ends is what the breaker counts.
 */
import { AppError } from '#shared/platform/errors.ts';
import type { Send } from '../call.ts';

/** Less than this is too little for any service to answer in. */
const LEAST_MS = 50;

export function withDeadline(target: string, send: Send): Send {
  return async (call) => {
    const { deadlineMs } = call.context;
    if (deadlineMs === undefined) return send(call);
    const leftMs = deadlineMs - performance.now();
    if (leftMs < LEAST_MS) throw noTimeLeft(target, 'none');
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const effect = call.method === 'GET' ? 'none' : 'unknown';
    const timer = setTimeout(() => reject(noTimeLeft(target, effect)), leftMs);
    try {
      return await Promise.race([send(call), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const noTimeLeft = (target: string, effect: 'none' | 'unknown'): AppError =>
  new AppError('timeout', `${target}_deadline`, `There is no time left for an answer of ${target}.`, {
    effect,
    retriable: false,
  });
