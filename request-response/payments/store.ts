/** The rows of payments. */
import { randomUUID } from 'node:crypto';
import type { PaymentState } from '#shared/domain/payment.ts';
import { type Pool, query } from '#shared/platform/postgres.ts';
import { PAYMENTS_TABLE } from '#shared/tables/payments.ts';

/** Whoever repeats a call repeats its key; here, and only here, that is what tells a repeated one. */
export const MIGRATIONS = [PAYMENTS_TABLE, 'alter table payments add column idempotency_key text unique'];

export type Payment = {
  orderId: string;
  idempotencyKey: string | null;
  customerId: string;
  amountCents: number;
  state: PaymentState;
  chargeId: string | null;
};
type Kept = Pick<Payment, 'state' | 'chargeId'>;

export type PaymentsStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** Keeps a payment; if its key came before, keeps nothing. Returns what is kept under the key. */
    async keep(payment: Payment): Promise<Kept> {
      const { orderId, idempotencyKey, customerId, amountCents, state, chargeId } = payment;
      const [kept] = await query<Kept>(pool, {
        name: 'keep',
        text: `insert into payments
                 (payment_id, order_id, idempotency_key, customer_id, amount_cents, state, charge_id)
               values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (idempotency_key) do nothing
               returning state, charge_id as "chargeId"`,
        values: [randomUUID(), orderId, idempotencyKey, customerId, amountCents, state, chargeId],
      });
      if (kept !== undefined) return kept;
      const [earlier] = await query<Kept>(pool, {
        name: 'find-by-key',
        text: 'select state, charge_id as "chargeId" from payments where idempotency_key = $1',
        values: [idempotencyKey],
      });
      return earlier!;
    },

    /** A tombstone: whatever still comes with this order's key finds it voided. */
    async refuseFromNowOn(orderId: string, customerId: string): Promise<void> {
      await query(pool, {
        name: 'refuse-from-now-on',
        text: `insert into payments (payment_id, order_id, idempotency_key, customer_id, amount_cents, state)
               values ($1, $2::uuid, $2::text, $3, 0, 'voided')
               on conflict (idempotency_key) do nothing`,
        values: [randomUUID(), orderId, customerId],
      });
    },

    async markRefunded(orderId: string): Promise<void> {
      await query(pool, {
        name: 'mark-refunded',
        text: `update payments set state = 'refunded', refunded_at = clock_timestamp()
               where order_id = $1 and state = 'captured'`,
        values: [orderId],
      });
    },
  };
}
