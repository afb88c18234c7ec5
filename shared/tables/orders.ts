/** The table of orders, the same in both kitchens. */
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
