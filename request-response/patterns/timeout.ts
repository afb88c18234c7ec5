/** Timeout: an attempt that takes too long is given up and cancelled, so that a hanging service holds nobody for ever. */
import type { Wrapper } from '../call.ts';

/** Bounds the whole attempt (connecting, headers, the last byte of the body), and never beyond the call's deadline. */
export const withTimeout =
  (timeoutMs: number): Wrapper =>
  (send) =>
  async (call) => {
    const limitMs = Math.max(1, Math.min(timeoutMs, call.context.deadlineMs - performance.now()));
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), limitMs);
    try {
      return await send({ ...call, timeoutMs: Math.ceil(limitMs), signal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  };
