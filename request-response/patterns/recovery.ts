/** Recovery: at start and for ever after, takes up what was left half-way. Waits longer while it does not get through. */
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';

export type Recovery = { stop(): Promise<void> };

export function startRecovery(options: {
  /** One pass; how much is left. */
  recover(): Promise<number>;
  everyMs: number;
  /** While something is left, the wait doubles up to this. */
  atMostMs: number;
  log: Log;
}): Recovery {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    let waitMs = options.everyMs;
    while (!stopping.signal.aborted) {
      const isThrough = await options.recover().then(
        (left) => left === 0,
        (error: unknown) => {
          options.log.warn({ err: error }, 'recovery will be tried again');
          return false;
        },
      );
      waitMs = isThrough ? options.everyMs : Math.min(waitMs * 2, options.atMostMs);
      await pause(waitMs, stopping.signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
