/**
 * Offsets of what was handled, committed together every now and then instead of after each batch. What a crash finds
 * uncommitted comes again, and the inbox drops it.
 */
import type { Log } from '#shared/platform/log.ts';

export type Offset = { topic: string; partition: number; offset: string };

export type Offsets = {
  /** Everything up to and with `last` is handled. */
  handled(topic: string, partition: number, last: string): void;
  /** Commits what is not committed yet; never rejects. */
  commit(): Promise<void>;
};

export function createOffsets(
  commitOffsets: (offsets: Offset[]) => Promise<void>,
  everyMs: number,
  log: Log,
): Offsets {
  const pending = new Map<string, Offset>();
  let timer: NodeJS.Timeout | undefined;

  async function commit(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const offsets = [...pending.values()];
    pending.clear();
    if (offsets.length === 0) return;
    try {
      await commitOffsets(offsets);
    } catch (error) {
      log.warn({ err: error }, 'offsets not committed'); // which is not lost: the messages come again
    }
  }

  return {
    handled(topic, partition, last) {
      // What is committed is the next offset to read.
      pending.set(`${topic}/${partition}`, { topic, partition, offset: String(BigInt(last) + 1n) });
      timer ??= setTimeout(() => void commit(), everyMs);
    },
    commit,
  };
}
