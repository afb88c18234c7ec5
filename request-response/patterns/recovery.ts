/**
 * Recovery: at start and for ever after, takes up what was left half-way. Waits longer while it does not get through, and
 * what does not get through keeps nobody else waiting.
 *
 * Several processes may work on the same rows. An undecided order is in the hands of one of them, from the moment that it
 * is placed; its row says since when, and who took it up. Who can't get on with it lets go of it, and who dies is known by
 * holding it for too long. So nobody takes up what somebody else is working on, nor lets go of it.
 */
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';

/** Null: in nobody's hands. Who places an order has it in hand. */
export const IN_HAND_SINCE =
  'alter table orders add column in_hand_since timestamptz default clock_timestamp()';

/** The process that took it up last. Null: it is still the affair of who placed it. */
export const IN_HAND_OF = 'alter table orders add column in_hand_of uuid';

/** Parameters: for how many ms nobody works on one order, ids to leave alone, how many to take at most, and who takes them. */
export const TAKE_LEFT_HALF_WAY = `
  update orders set in_hand_since = clock_timestamp(), in_hand_of = $4
  where order_id in (
    select order_id from orders
    where state = 'placed'
      and (in_hand_since is null or in_hand_since < clock_timestamp() - $1::integer * interval '1 millisecond')
      and order_id <> all ($2::uuid[])
    order by placed_at limit $3 for update skip locked
  )
  returning order_id as "orderId"`;

/** Parameters: ids, and who lets go. Whoever took so long that another has taken them up does not let go for that one. */
export const LET_GO = `
  update orders set in_hand_since = null
  where order_id = any ($1::uuid[]) and state = 'placed' and (in_hand_of is null or in_hand_of = $2)`;

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
 * A pass at a time: takes up what is left, so many at once. Those that failed are let go, and wait until all others had
 * their turn. A pass resolves with the number of those that failed in it.
 */
export function inTurns(options: {
  /** Takes what is left, the oldest first, except these. */
  take(except: readonly string[], most: number): Promise<string[]>;
  recover(id: string): Promise<void>;
  letGo(ids: readonly string[]): Promise<void>;
  most: number;
}): () => Promise<number> {
  const hadTheirTurn = new Set<string>();

  return async () => {
    const left = await options.take([...hadTheirTurn], options.most);
    const results = await Promise.allSettled(left.map(options.recover));
    const failed = left.filter((_id, index) => results[index]!.status === 'rejected');
    // Fewer than there could be: that was the end of the round, and the next pass begins a new one.
    if (left.length < options.most) hadTheirTurn.clear();
    else for (const id of failed) hadTheirTurn.add(id);
    if (failed.length > 0) await options.letGo(failed);
    return failed.length;
  };
}
