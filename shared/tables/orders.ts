/** Orders as both kitchens keep them: the table, what of a new order goes into it, and how it is read. */
import type { OrderRecord, PlaceOrderCommand } from '#shared/contract/api.ts';

export const ORDERS_TABLE = `
  create table orders (
    order_id uuid primary key,
    customer_id text not null,
    idempotency_key text not null,
    request_hash text not null,
    lines jsonb not null,
    total_cents integer not null,
    card_token text not null,
    state text not null default 'placed' check (state in ('placed', 'confirmed', 'rejected')),
    reason text,
    placed_at timestamptz not null default clock_timestamp(),
    decided_at timestamptz,
    unique (customer_id, idempotency_key)
  );
`;

/** An order as it is kept: with what tells a repeated request from another one. */
export type KeptOrder = OrderRecord & { requestHash: string };

/** The columns of a KeptOrder. */
export const ORDER_COLUMNS = `order_id as "orderId", customer_id as "customerId", request_hash as "requestHash", lines,
  total_cents as "totalCents", card_token as "cardToken", state, reason, placed_at as "placedAt",
  decided_at as "decidedAt"`;

/** One key of a customer is one order: no row comes back if it was used before. Its parameters are `insertedValues`. */
export const INSERT_ORDER = `
  insert into orders (order_id, customer_id, idempotency_key, request_hash, lines, total_cents, card_token)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (customer_id, idempotency_key) do nothing
  returning placed_at as "placedAt"`;

export const insertedValues = ({ order, idempotencyKey, requestHash }: PlaceOrderCommand): unknown[] => [
  order.orderId,
  order.customerId,
  idempotencyKey,
  requestHash,
  JSON.stringify(order.lines),
  order.totalCents,
  order.cardToken,
];

/** The order that `INSERT_ORDER` has kept. */
export const keptOrder = ({ order, requestHash }: PlaceOrderCommand, placedAt: Date): KeptOrder => ({
  ...order,
  state: 'placed',
  reason: null,
  placedAt,
  decidedAt: null,
  requestHash,
});
