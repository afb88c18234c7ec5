/** Portions by dish, and reservations by order, as both kitchens keep them; the kitchen opens with what the menu says. */
import { MENU } from '#shared/domain/menu.ts';

const FIRST_PORTIONS = MENU.map(
  ({ sku, initialPortions }) => `('${sku}', ${initialPortions}, ${initialPortions})`,
).join(', ');

export const STOCK_TABLES = `
  create table stock (
    sku text primary key,
    initial integer not null,
    available integer not null constraint not_oversold check (available >= 0)
  );
  insert into stock (sku, initial, available) values ${FIRST_PORTIONS};
  create table reservations (
    reservation_id uuid primary key,
    order_id uuid not null,
    lines jsonb not null,
    state text not null check (state in ('reserved', 'rejected', 'released')),
    created_at timestamptz not null default clock_timestamp(),
    released_at timestamptz
  );
  create index reservations_by_order on reservations (order_id);
`;
