/** Waiting, which an interruption ends at once. */
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves at `atMs` (epoch). @throws the signal's reason as soon as it aborts */
export async function until(atMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await delay(Math.max(0, atMs - Date.now()), undefined, { signal });
  } catch (error) {
    // Node's own error says only that it was aborted, not why.
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits for work that knows of no signal; when it aborts, the work goes on, but nobody waits for it any more. */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
