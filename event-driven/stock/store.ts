/** The rows of stock: portions by dish, and reservations by order. */
import { randomUUID } from 'node:crypto';
import type { OrderLine } from '#shared/domain/order.ts';
import type { Available, ReservationState } from '#shared/domain/stock.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { STOCK_TABLES } from '#shared/tables/stock.ts';
import { PARKED_KEYS_TABLE } from '../patterns/failures/dead-letters.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { INBOX_TABLE } from '../patterns/receiving/inbox.ts';

export const MIGRATIONS = [STOCK_TABLES, OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE];

export type Reservation = { orderId: string; lines: readonly OrderLine[]; state: ReservationState };

export type StockStore = ReturnType<typeof createStore>;

export function createStore() {
  return {
    /**
     * What is left of all dishes; locked until the transaction ends. All, and always in the same order: of two processes
     * that lock some now and some later each could wait for the other.
     */
    async lockPortions(connection: Connection): Promise<Available> {
      const { rows } = await connection.query<{ sku: string; available: number }>({
        name: 'lock-portions',
        text: 'select sku, available from stock order by sku for update',
      });
      return new Map(rows.map(({ sku, available }) => [sku, available]));
    },

    async saveReservations(
      connection: Connection,
      left: Available,
      reservations: readonly Reservation[],
    ): Promise<void> {
      await connection.query({
        name: 'save-reservations',
        text: `with taken as (
                 update stock set available = left_over.available
                 from unnest($1::text[], $2::integer[]) as left_over (sku, available)
                 where stock.sku = left_over.sku and stock.available <> left_over.available
               )
               insert into reservations (reservation_id, order_id, lines, state)
               select * from unnest($3::uuid[], $4::uuid[], $5::jsonb[], $6::text[])`,
        values: [
          [...left.keys()],
          [...left.values()],
          reservations.map(() => randomUUID()),
          reservations.map(({ orderId }) => orderId),
          reservations.map(({ lines }) => JSON.stringify(lines)),
          reservations.map(({ state }) => state),
        ],
      });
    },

    /** Gives back what is held for these orders; returns those for which something was. */
    async release(connection: Connection, orderIds: readonly string[]): Promise<Set<string>> {
      const { rows } = await connection.query<{ orderId: string; lines: OrderLine[] }>({
        name: 'release-reservations',
        text: `update reservations set state = 'released', released_at = clock_timestamp()
               where order_id = any($1::uuid[]) and state = 'reserved' returning order_id as "orderId", lines`,
        values: [orderIds],
      });
      const returned = new Map<string, number>();
      for (const { sku, quantity } of rows.flatMap(({ lines }) => lines)) {
        returned.set(sku, (returned.get(sku) ?? 0) + quantity);
      }
      await this.lockPortions(connection);
      await connection.query({
        name: 'return-portions',
        text: `update stock set available = available + returned.quantity
               from unnest($1::text[], $2::integer[]) as returned (sku, quantity) where stock.sku = returned.sku`,
        values: [[...returned.keys()], [...returned.values()]],
      });
      return new Set(rows.map(({ orderId }) => orderId));
    },
  };
}
