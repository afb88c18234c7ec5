/** Payments as both kitchens keep them. How they get there is what the kitchens differ in: see their store.ts. */

export const PAYMENTS_TABLE = `
  create table payments (
    payment_id uuid primary key,
    order_id uuid not null,
    customer_id text not null,
    amount_cents integer not null,
    state text not null check (state in ('captured', 'declined', 'refunded', 'voided')),
    charge_id text,
    created_at timestamptz not null default clock_timestamp(),
    refunded_at timestamptz
  );
  create index payments_by_order on payments (order_id);
`;
