/**
 * Recovery: at start and for ever after, takes up what was left half-way. Waits longer while it does not get through, and
 * what does not get through keeps nobody else waiting.
 */
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

/** A pass at a time: takes up what is left, so many at once. Those that failed wait until all others had their turn. */
export function inTurns(options: {
  /** What is left, the oldest first, except these. */
  left(except: readonly string[], most: number): Promise<string[]>;
  recover(id: string): Promise<void>;
  most: number;
}): () => Promise<number> {
  const hadTheirTurn = new Set<string>();

  return async () => {
    const left = await options.left([...hadTheirTurn], options.most);
    const waiting = hadTheirTurn.size;
    const results = await Promise.allSettled(left.map(options.recover));
    const failed = left.filter((_id, index) => results[index]!.status === 'rejected');
    // Fewer than there could be: that was the end of the round, and the next pass begins a new one.
    if (left.length < options.most) hadTheirTurn.clear();
    else for (const id of failed) hadTheirTurn.add(id);
    return waiting + failed.length;
  };
}
