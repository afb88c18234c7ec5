/**
 * Offsets of what was handled, committed together every now and then instead of after each batch. What a crash finds
 * uncommitted comes again, and the inbox drops it.
 */
import type { Log } from '#shared/platform/log.ts';

export type Offset = { topic: string; partition: number; offset: string };

export type Offsets = {
  /** Everything up to and with `last` is handled. */
  handled(topic: string, partition: number, last: string): void;
  /** The group was joined (anew): forgets the partitions that are others' now, and commits what is left. */
  joined(isOurs: (topic: string, partition: number) => boolean): void;
  /** Commits what is not committed yet; never rejects. What fails is tried again, as long as nobody has stopped it. */
  commit(): Promise<void>;
  /** Commits a last time. */
  stop(): Promise<void>;
};

/** `commitOffsets` resolves only when they are committed. */
export function createOffsets(
  commitOffsets: (offsets: Offset[]) => Promise<void>,
  everyMs: number,
  log: Log,
): Offsets {
  const pending = new Map<string, Offset>();
  let committing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** One at a time: an older commit that arrives after a newer one would take the group back. */
  function commit(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    committing = committing.then(commitPending);
    return committing;
  }

  async function commitPending(): Promise<void> {
    const offsets = [...pending];
    if (offsets.length === 0) return;
    try {
      await commitOffsets(offsets.map(([, offset]) => offset));
      // What was handled meanwhile has taken the place of what was committed, and stays.
      for (const [key, offset] of offsets) if (pending.get(key) === offset) pending.delete(key);
    } catch (error) {
      // Nothing is lost, but on a topic that falls quiet nobody else would ever commit them.
      log.warn({ err: error }, 'offsets not committed');
      commitLater();
    }
  }

  function commitLater(): void {
    if (!stopped) timer ??= setTimeout(() => void commit(), everyMs);
  }

  return {
    handled(topic, partition, last) {
      // What is committed is the next offset to read.
      pending.set(`${topic}/${partition}`, { topic, partition, offset: String(BigInt(last) + 1n) });
      commitLater();
    },
    joined(isOurs) {
      for (const [key, { topic, partition }] of pending) if (!isOurs(topic, partition)) pending.delete(key);
      void commit();
    },
    commit,
    stop() {
      stopped = true;
      return commit();
    },
  };
}
