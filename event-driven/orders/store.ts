/** The rows of orders. */
import type { OrderRecord, PlaceOrderCommand } from '#shared/contract/api.ts';
import type { BusinessReason } from '#shared/domain/order.ts';
import { type Connection, type Pool, query } from '#shared/platform/postgres.ts';
import { ORDERS_TABLE } from '#shared/tables/orders.ts';
import type { OutgoingMessage } from '../events.ts';
import { PARKED_KEYS_TABLE } from '../patterns/failures/dead-letters.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { INBOX_TABLE } from '../patterns/receiving/inbox.ts';

export const MIGRATIONS = [ORDERS_TABLE, OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE];

/** An order as it is kept: with what tells a repeated request from another one. */
export type StoredOrder = OrderRecord & { requestHash: string };
export type Decision =
  | { orderId: string; state: 'confirmed'; reason: null }
  | { orderId: string; state: 'rejected'; reason: BusinessReason };
/** A decision that changed an order, and how long the order had waited for it. */
export type Decided = { decision: Decision; tookMs: number };

export type OrdersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** Keeps a new order with its event; if its customer used the key before, keeps nothing and returns that order. */
    async place(
      command: PlaceOrderCommand,
      placed: OutgoingMessage,
    ): Promise<{ isNew: boolean; stored: StoredOrder }> {
      const { order, idempotencyKey, requestHash } = command;
      const [row] = await query<{ placedAt: Date }>(pool, {
        name: 'place',
        text: `with placed as (
                 insert into orders
                   (order_id, customer_id, idempotency_key, request_hash, lines, total_cents, card_token)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (customer_id, idempotency_key) do nothing
                 returning placed_at
               ), announced as (
                 insert into outbox (event_id, topic, key, type, payload)
                 select $8::uuid, $9, $10, $11, $12::bytea from placed
               )
               select placed_at as "placedAt" from placed`,
        values: [
          order.orderId,
          order.customerId,
          idempotencyKey,
          requestHash,
          JSON.stringify(order.lines),
          order.totalCents,
          order.cardToken,
          placed.eventId,
          placed.topic,
          placed.key,
          placed.type,
          placed.payload,
        ],
      });
      if (row === undefined) {
        const [stored] = await query<StoredOrder>(pool, {
          name: 'find-by-key',
          text: `${SELECT} where customer_id = $1 and idempotency_key = $2`,
          values: [order.customerId, idempotencyKey],
        });
        return { isNew: false, stored: stored! };
      }
      const { placedAt } = row;
      return {
        isNew: true,
        stored: { ...order, state: 'placed', reason: null, placedAt, decidedAt: null, requestHash },
      };
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

const SELECT = `select order_id as "orderId", customer_id as "customerId", request_hash as "requestHash", lines,
  total_cents as "totalCents", card_token as "cardToken", state, reason, placed_at as "placedAt",
  decided_at as "decidedAt" from orders`;
