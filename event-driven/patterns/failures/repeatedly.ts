/** Does something again and again, one at a time; a failure is logged, and the next time is another chance. */
import type { Log } from '#shared/platform/log.ts';

/** Returns how to stop it: what is being done is finished first. */
export function repeatedly(work: () => Promise<unknown>, everyMs: number, log: Log): () => Promise<void> {
  let running = Promise.resolve();
  let timer: NodeJS.Timeout;
  let stopped = false;
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = work()
        .then(() => undefined)
        .catch((error: unknown) => log.warn({ err: error }, 'will be tried again'))
        .then(next);
    }, everyMs);
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
