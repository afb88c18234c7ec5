/** The rows of stock: portions by dish, and reservations by order. */
import { randomUUID } from 'node:crypto';
import type { OrderLine } from '#shared/domain/order.ts';
import type { Available, ReservationState } from '#shared/domain/stock.ts';
import { type Pool, query } from '#shared/platform/postgres.ts';
import { STOCK_TABLES } from '#shared/tables/stock.ts';

/** Whoever repeats a call repeats its key; here, and only here, that is what tells a repeated one. */
export const MIGRATIONS = [STOCK_TABLES, 'alter table reservations add column idempotency_key text unique'];

export type Reservation = {
  orderId: string;
  idempotencyKey: string | null;
  lines: readonly OrderLine[];
  state: ReservationState;
};

export type StockStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** What is left of these dishes. Not locked: `keep` notices when it is no longer enough. */
    async available(skus: readonly string[]): Promise<Available> {
      const rows = await query<{ sku: string; available: number }>(pool, {
        name: 'available',
        text: 'select sku, available from stock where sku = any($1)',
        values: [skus],
      });
      return new Map(rows.map(({ sku, available }) => [sku, available]));
    },

    /**
     * Keeps a decided reservation and takes its portions, in one statement: dishes that everybody orders are locked for
     * one commit and not for a conversation, always in the same order. If its key came before, keeps nothing.
     * @returns the state of the reservation with this key, or `outdated` when the portions are gone meanwhile
     */
    async keep(reservation: Reservation): Promise<ReservationState | 'outdated'> {
      const { orderId, idempotencyKey, lines, state } = reservation;
      const taken = state === 'reserved' ? lines : [];
      try {
        const [kept] = await query<{ state: ReservationState }>(pool, {
          name: 'keep',
          text: `with kept as (
                   insert into reservations (reservation_id, order_id, idempotency_key, lines, state)
                   values ($1, $2, $3, $4, $5)
                   on conflict (idempotency_key) do nothing
                   returning state
                 ), locked as (
                   select sku, quantity from stock join unnest($6::text[], $7::integer[]) as line (sku, quantity)
                     using (sku)
                   where exists (select from kept) order by sku for update of stock
                 ), taken as (
                   update stock set available = available - quantity from locked where stock.sku = locked.sku
                 )
                 select state from kept`,
          values: [
            randomUUID(),
            orderId,
            idempotencyKey,
            JSON.stringify(lines),
            state,
            taken.map(({ sku }) => sku),
            taken.map(({ quantity }) => quantity),
          ],
        });
        if (kept !== undefined) return kept.state;
      } catch (error) {
        if ((error as { constraint?: unknown }).constraint === 'not_oversold') return 'outdated';
        throw error;
      }
      const [earlier] = await query<{ state: ReservationState }>(pool, {
        name: 'find-by-key',
        text: 'select state from reservations where idempotency_key = $1',
        values: [idempotencyKey],
      });
      return earlier!.state;
    },

    /** A tombstone: whatever still comes with this order's key finds it released. */
    async refuseFromNowOn(orderId: string): Promise<void> {
      await query(pool, {
        name: 'refuse-from-now-on',
        text: `insert into reservations (reservation_id, order_id, idempotency_key, lines, state, released_at)
               values ($1, $2::uuid, $2::text, '[]', 'released', clock_timestamp())
               on conflict (idempotency_key) do nothing`,
        values: [randomUUID(), orderId],
      });
    },

    /** Gives back what is held for an order; returns how many reservations there were. */
    async release(orderId: string): Promise<number> {
      const [{ released } = { released: 0 }] = await query<{ released: number }>(pool, {
        name: 'release',
        text: `with released as (
                 update reservations set state = 'released', released_at = clock_timestamp()
                 where order_id = $1 and state = 'reserved' returning lines
               ), returned as (
                 select sku, sum(quantity)::integer as quantity
                 from released, jsonb_to_recordset(lines) as line (sku text, quantity integer) group by sku
               ), locked as (
                 select sku, quantity from stock join returned using (sku) order by sku for update of stock
               ), put_back as (
                 update stock set available = available + quantity from locked where stock.sku = locked.sku
               )
               select count(*)::integer as released from released`,
        values: [orderId],
      });
      return released;
    },
  };
}
