/** Timeout: an attempt that takes too long is given up and cancelled, so that a hanging service holds nobody for ever. */
import type { Send } from '../call.ts';

/** For clients that must be told a timeout, on the rung that has none: 24 days, the longest that a timer can wait. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Bounds the whole attempt: connecting, headers, the last byte of the body. The same time for every attempt, however much
 * is left to the caller, so that a timeout tells the breaker about the service, never about the caller.
 */
export function withTimeout(timeoutMs: number, send: Send): Send {
  return async (call) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      return await send({ ...call, timeoutMs, signal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  };
}
