/**
 * Accept later: an order that can't be carried out because something that it needs is down is not refused. Its row is
 * marked, and with that it waits in a queue on the disk; then its client is told that it is accepted. The recovery carries
 * it on from where it got to, as often as it takes: every step has its Idempotency-Key. What is done for it stays done
 * meanwhile, and from then on it is undone for a reason of the business only.
 */
import type { AppError } from '#shared/platform/errors.ts';
import { type Queryable, query } from '#shared/platform/postgres.ts';
import { tellsThatItIsDown } from './breaker.ts';

/** The queue: the orders that are placed, in the order in which they were, as far as this is set. */
export const ACCEPTED_AT = 'alter table orders add column accepted_at timestamptz';

/**
 * Accepts an order that failed so. False: it is not for later, because waiting does not mend such a failure, or because
 * somebody has decided already that it comes to nothing.
 */
export type AcceptLater = (orderId: string, failure: AppError) => Promise<boolean>;

export function acceptLater(database: Queryable): AcceptLater {
  return async (orderId, failure) => {
    if (!tellsThatItIsDown(failure)) return false;
    const accepted = await query(database, {
      name: 'accept-later',
      // In the queue it is in nobody's hands, unless one has taken it up already: whichever comes first carries it on.
      text: `update orders set accepted_at = coalesce(accepted_at, clock_timestamp()),
               in_hand_since = case when in_hand_of is null then null else in_hand_since end
             where order_id = $1 and state = 'placed' and undo_because is distinct from 'unavailable'
             returning order_id`,
      values: [orderId],
    });
    return accepted.length === 1;
  };
}

/** On the rungs below: what can't be carried out now is refused. */
export const acceptNothing: AcceptLater = async () => false;
