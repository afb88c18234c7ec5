/** The orders' rows. */
import { randomUUID } from 'node:crypto';
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import type { RejectionReason } from '#shared/domain/order.ts';
import { type Pool, query } from '#shared/platform/postgres.ts';
import {
  INSERT_ORDER,
  insertedValues,
  type KeptOrder,
  keptOrder,
  ORDER_COLUMNS,
  ORDERS_TABLE,
} from '#shared/tables/orders.ts';
import { ACCEPTED_AT } from '../patterns/accept-later.ts';
import { IN_HAND_OF, IN_HAND_SINCE, LET_GO, TAKE_LEFT_HALF_WAY } from '../patterns/recovery.ts';

/**
 * `undo_because` is the decision to undo an order, written before anything is undone or promised. Until everything is
 * undone the order stays `placed`; from then on it is `rejected` for that reason.
 */
export const MIGRATIONS = [
  ORDERS_TABLE,
  `alter table orders add column undo_because text;
   create index orders_undecided on orders (placed_at) where state = 'placed';`,
  ACCEPTED_AT,
  IN_HAND_SINCE,
  IN_HAND_OF,
];

/** An order as it is kept, whether it is being undone, and when it was accepted for later, if it was. */
export type StoredOrder = KeptOrder & { undoBecause: RejectionReason | null; acceptedAt: Date | null };

export type OrdersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  /** This process, as the one that has orders in hand. */
  const me = randomUUID();
  const one = async (name: string, text: string, values: unknown[]): Promise<StoredOrder | null> => {
    const [stored] = await query<StoredOrder>(pool, { name, text, values });
    return stored ?? null;
  };

  return {
    /** Keeps a new order; if its customer used the key before, keeps nothing and returns that order. */
    async place(command: PlaceOrderCommand): Promise<{ isNew: boolean; stored: StoredOrder }> {
      const [row] = await query<{ placedAt: Date }>(pool, {
        name: 'place',
        text: INSERT_ORDER,
        values: insertedValues(command),
      });
      if (row === undefined) {
        const key = [command.order.customerId, command.idempotencyKey];
        const stored = await one(
          'find-by-key',
          `${SELECT} where customer_id = $1 and idempotency_key = $2`,
          key,
        );
        return { isNew: false, stored: stored! };
      }
      return {
        isNew: true,
        stored: { ...keptOrder(command, row.placedAt), undoBecause: null, acceptedAt: null },
      };
    },

    find: (orderId: string): Promise<StoredOrder | null> =>
      one('find', `${SELECT} where order_id = $1`, [orderId]),

    /** Placed → confirmed. Null when it is no longer up to that: decided, or being undone. */
    confirm: (orderId: string): Promise<StoredOrder | null> =>
      one(
        'confirm',
        `update orders set state = 'confirmed', decided_at = clock_timestamp()
         where order_id = $1 and state = 'placed' and undo_because is null
         returning ${COLUMNS}`,
        [orderId],
      ),

    /**
     * Decides that an order will be undone. False when it is decided already, or when it was accepted for later and is to
     * be undone because something is down: that its client was promised not to happen.
     */
    async decideUndo(orderId: string, because: RejectionReason): Promise<boolean> {
      const rows = await query(pool, {
        name: 'decide-undo',
        text: `update orders set undo_because = $2
               where order_id = $1 and state = 'placed' and ($2 <> 'unavailable' or accepted_at is null)
               returning order_id`,
        values: [orderId, because],
      });
      return rows.length === 1;
    },

    /** Placed → rejected, for the reason of its undoing where there is one. Null when it is decided already. */
    reject: (orderId: string, reason: RejectionReason): Promise<StoredOrder | null> =>
      one(
        'reject',
        `update orders set state = 'rejected', reason = coalesce(undo_because, $2), decided_at = clock_timestamp()
         where order_id = $1 and state = 'placed'
         returning ${COLUMNS}`,
        [orderId, reason],
      ),

    /**
     * Takes in hand orders that are undecided and in nobody's hands, or have been for so long in somebody's that he must
     * have died; the oldest first. Each is taken by one process only. Returns their ids.
     */
    async takeLeftHalfWay(options: {
      abandonedAfterMs: number;
      /** Orders that are to be left alone. */
      except: readonly string[];
      most: number;
    }): Promise<string[]> {
      const taken = await query<{ orderId: string }>(pool, {
        name: 'take-left-half-way',
        text: TAKE_LEFT_HALF_WAY,
        values: [options.abandonedAfterMs, options.except, options.most, me],
      });
      return taken.map(({ orderId }) => orderId);
    },

    /** From now on these are in nobody's hands, unless another has taken them up: whoever recovers orders may take them. */
    async letGo(orderIds: readonly string[]): Promise<void> {
      await query(pool, { name: 'let-go', text: LET_GO, values: [orderIds, me] });
    },
  };
}

const COLUMNS = `${ORDER_COLUMNS}, undo_because as "undoBecause", accepted_at as "acceptedAt"`;
const SELECT = `select ${COLUMNS} from orders`;
