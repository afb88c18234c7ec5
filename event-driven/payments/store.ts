/** The rows of payments. */
import { randomUUID } from 'node:crypto';
import type { PaymentState } from '#shared/domain/payment.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { PAYMENTS_TABLE } from '#shared/tables/payments.ts';
import { PARKED_KEYS_TABLE } from '../patterns/failures/dead-letters.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { INBOX_TABLE } from '../patterns/receiving/inbox.ts';

export const MIGRATIONS = [PAYMENTS_TABLE, OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE];

export type Payment = {
  orderId: string;
  customerId: string;
  amountCents: number;
  state: PaymentState;
  chargeId: string | null;
};

export type PaymentsStore = ReturnType<typeof createStore>;

export function createStore() {
  return {
    async savePayments(connection: Connection, payments: readonly Payment[]): Promise<void> {
      await connection.query({
        name: 'save-payments',
        text: `insert into payments (payment_id, order_id, customer_id, amount_cents, state, charge_id)
               select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::text[])`,
        values: [
          payments.map(() => randomUUID()),
          payments.map(({ orderId }) => orderId),
          payments.map(({ customerId }) => customerId),
          payments.map(({ amountCents }) => amountCents),
          payments.map(({ state }) => state),
          payments.map(({ chargeId }) => chargeId),
        ],
      });
    },

    /** Marks what was captured for these orders; returns how much it was, by order. */
    async markRefunded(connection: Connection, orderIds: readonly string[]): Promise<Map<string, number>> {
      const { rows } = await connection.query<{ orderId: string; amountCents: number }>({
        name: 'mark-refunded',
        text: `update payments set state = 'refunded', refunded_at = clock_timestamp()
               where order_id = any($1::uuid[]) and state = 'captured'
               returning order_id as "orderId", amount_cents as "amountCents"`,
        values: [orderIds],
      });
      return new Map(rows.map(({ orderId, amountCents }) => [orderId, amountCents]));
    },
  };
}
