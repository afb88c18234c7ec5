/** The table of deliveries, the same in both kitchens. */
export const DELIVERIES_TABLE = `
  create table deliveries (
    delivery_id uuid primary key,
    order_id uuid not null,
    customer_id text not null,
    address text,
    state text not null check (state in ('booked', 'refused', 'cancelled')),
    created_at timestamptz not null default clock_timestamp(),
    cancelled_at timestamptz
  );
  create index deliveries_by_order on deliveries (order_id);`;
