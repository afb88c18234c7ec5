/**
 * Recovery: at start and for ever after, takes up what was left half-way. Waits longer while it does not get through, and
 * what does not get through keeps nobody else waiting.
 */
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';

export type Recovery = { stop(): Promise<void> };

export function startRecovery(options: {
  /** One pass; how much it could not get through with. */
  recover(): Promise<number>;
  everyMs: number;
  /** While it does not get through with more than the time before, the wait doubles up to this. */
  atMostMs: number;
  log: Log;
}): Recovery {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    let waitMs = options.everyMs;
    let before = 0;
    while (!stopping.signal.aborted) {
      const failed = await options.recover().catch((error: unknown) => {
        options.log.warn({ err: error }, 'recovery will be tried again');
        return Number.POSITIVE_INFINITY;
      });
      // One less than before is the call that a breaker lets through to try: the others need not wait for long.
      const isBetter = failed === 0 || failed < before;
      waitMs = isBetter ? options.everyMs : Math.min(waitMs * 2, options.atMostMs);
      before = failed;
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

/**
 * A pass at a time: takes up what is left, so many at once. Those that failed wait until all others had their turn.
 * A pass resolves with the number of those that failed in it.
 */
export function inTurns(options: {
  /** What is left, the oldest first, except these. */
  left(except: readonly string[], most: number): Promise<string[]>;
  recover(id: string): Promise<void>;
  most: number;
}): () => Promise<number> {
  const hadTheirTurn = new Set<string>();

  return async () => {
    const left = await options.left([...hadTheirTurn], options.most);
    const results = await Promise.allSettled(left.map(options.recover));
    const failed = left.filter((_id, index) => results[index]!.status === 'rejected');
    // Fewer than there could be: that was the end of the round, and the next pass begins a new one.
    if (left.length < options.most) hadTheirTurn.clear();
    else for (const id of failed) hadTheirTurn.add(id);
    return failed.length;
  };
}
