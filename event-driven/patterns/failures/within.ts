/** A bound on something that may never settle by itself. */
import type { Log } from '#shared/platform/log.ts';

/** Of each step of stopping: without Kafka none would end, and the whole process must be gone within 5 s. */
const STOP_STEP_WITHIN_MS = 1_000;

/** Settles as `promise` does, or rejects after `limitMs`; what the promise does later is nobody's business any more. */
export async function within<Result>(limitMs: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Never rejects: what is left undone costs nothing but time, Kafka notices by itself that we are gone. */
export async function stopStep(log: Log, step: string, done: Promise<void>): Promise<void> {
  try {
    await within(STOP_STEP_WITHIN_MS, done);
  } catch (error) {
    log.warn({ err: error, step }, 'stopping without it');
  }
}
