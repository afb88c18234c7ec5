/** The rows of orders. */
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import type { BusinessReason } from '#shared/domain/order.ts';
import { type Connection, type NamedStatement, type Pool, query } from '#shared/platform/postgres.ts';
import {
  INSERT_ORDER,
  insertedValues,
  type KeptOrder,
  keptOrder,
  ORDER_COLUMNS,
  ORDERS_TABLE,
} from '#shared/tables/orders.ts';
import type { OutgoingMessage } from '../events.ts';
import { PARKED_KEYS_TABLE } from '../patterns/failures/dead-letters.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { INBOX_TABLE } from '../patterns/receiving/inbox.ts';

export const MIGRATIONS = [ORDERS_TABLE, OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE];

export type StoredOrder = KeptOrder;
export type Decision =
  | { orderId: string; state: 'confirmed'; reason: null }
  | { orderId: string; state: 'rejected'; reason: BusinessReason };
/** A decision that changed an order, and how long the order had waited for it. */
export type Decided = { decision: Decision; tookMs: number };

/** The statement that keeps an order, perhaps with its event. */
export type Announcing = (insert: NamedStatement, placed: OutgoingMessage) => NamedStatement;

export type OrdersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool, announcing: Announcing) {
  return {
    /** Keeps a new order, and its event where that is kept; if its customer used the key before, keeps nothing and returns that order. */
    async place(
      command: PlaceOrderCommand,
      placed: OutgoingMessage,
    ): Promise<{ isNew: boolean; stored: StoredOrder }> {
      const insert = { name: 'place', text: INSERT_ORDER, values: insertedValues(command) };
      const [row] = await query<{ placedAt: Date }>(pool, announcing(insert, placed));
      if (row === undefined) {
        const [stored] = await query<StoredOrder>(pool, {
          name: 'find-by-key',
          text: `${SELECT} where customer_id = $1 and idempotency_key = $2`,
          values: [command.order.customerId, command.idempotencyKey],
        });
        return { isNew: false, stored: stored! };
      }
      return { isNew: true, stored: keptOrder(command, row.placedAt) };
    },

    async find(orderId: string): Promise<StoredOrder | null> {
      const [stored] = await query<StoredOrder>(pool, {
        name: 'find',
        text: `${SELECT} where order_id = $1`,
        values: [orderId],
      });
      return stored ?? null;
    },

    /** Decides those orders that are still undecided, and returns these. */
    async decide(connection: Connection, decisions: readonly Decision[]): Promise<Decided[]> {
      const { rows } = await connection.query<Decision & { tookMs: number }>({
        name: 'decide',
        text: `update orders set state = decision.state, reason = decision.reason, decided_at = clock_timestamp()
               from unnest($1::uuid[], $2::text[], $3::text[]) as decision (order_id, state, reason)
               where orders.order_id = decision.order_id and orders.state = 'placed'
               returning orders.order_id as "orderId", orders.state, orders.reason,
                 extract(epoch from decided_at - placed_at)::double precision * 1000 as "tookMs"`,
        values: [
          decisions.map(({ orderId }) => orderId),
          decisions.map(({ state }) => state),
          decisions.map(({ reason }) => reason),
        ],
      });
      return rows.map(({ tookMs, ...decision }) => ({ decision, tookMs }));
    },
  };
}

const SELECT = `select ${ORDER_COLUMNS} from orders`;
