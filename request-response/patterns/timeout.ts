/** Timeout: an attempt that takes too long is given up and cancelled, so that a hanging service holds nobody for ever. */
import type { Send } from '../call.ts';

/** Bounds the whole attempt (connecting, headers, the last byte of the body), and never beyond the call's deadline. */
export function withTimeout(timeoutMs: number, send: Send): Send {
  return async (call) => {
    const { deadlineMs = Number.POSITIVE_INFINITY } = call.context;
    const limitMs = Math.max(1, Math.min(timeoutMs, deadlineMs - performance.now()));
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), limitMs);
    try {
      return await send({ ...call, timeoutMs: Math.ceil(limitMs), signal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  };
}
