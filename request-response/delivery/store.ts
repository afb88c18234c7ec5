/** The rows of delivery. */
import { randomUUID } from 'node:crypto';
import type { DeliveryState } from '#shared/domain/delivery.ts';
import { type Pool, query } from '#shared/platform/postgres.ts';
import { DELIVERIES_TABLE } from '#shared/tables/deliveries.ts';

/** Whoever repeats a call repeats its key; here, and only here, that is what tells a repeated one. */
export const MIGRATIONS = [DELIVERIES_TABLE, 'alter table deliveries add column idempotency_key text unique'];

export type Delivery = {
  orderId: string;
  idempotencyKey: string | null;
  customerId: string;
  address: string | null;
  state: DeliveryState;
};
type Kept = Pick<Delivery, 'state' | 'address'>;

export type DeliveryStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** Keeps a delivery; if its key came before, keeps nothing. Returns what is kept under the key. */
    async keep({ orderId, idempotencyKey, customerId, address, state }: Delivery): Promise<Kept> {
      const [kept] = await query<Kept>(pool, {
        name: 'keep',
        text: `insert into deliveries (delivery_id, order_id, idempotency_key, customer_id, address, state)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (idempotency_key) do nothing
               returning state, address`,
        values: [randomUUID(), orderId, idempotencyKey, customerId, address, state],
      });
      if (kept !== undefined) return kept;
      const [earlier] = await query<Kept>(pool, {
        name: 'find-by-key',
        text: 'select state, address from deliveries where idempotency_key = $1',
        values: [idempotencyKey],
      });
      return earlier!;
    },

    /** A tombstone: whatever still comes with this order's key finds it cancelled. */
    async refuseFromNowOn(orderId: string, customerId: string): Promise<void> {
      await query(pool, {
        name: 'refuse-from-now-on',
        text: `insert into deliveries (delivery_id, order_id, idempotency_key, customer_id, state, cancelled_at)
               values ($1, $2::uuid, $2::text, $3, 'cancelled', clock_timestamp())
               on conflict (idempotency_key) do nothing`,
        values: [randomUUID(), orderId, customerId],
      });
    },

    /** Cancels what is booked for an order; returns how many deliveries there were. */
    async cancel(orderId: string): Promise<number> {
      const cancelled = await query(pool, {
        name: 'cancel',
        text: `update deliveries set state = 'cancelled', cancelled_at = clock_timestamp()
               where order_id = $1 and state = 'booked' returning delivery_id`,
        values: [orderId],
      });
      return cancelled.length;
    },
  };
}
