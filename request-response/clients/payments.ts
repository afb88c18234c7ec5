/** Payments as their callers see them. */
import { z } from 'zod';
import type { PlacedOrder } from '#shared/domain/order.ts';
import type { CallContext, Send } from '../call.ts';

const payment = z.object({ outcome: z.enum(['captured', 'declined']) });

export type PaymentsClient = ReturnType<typeof paymentsClient>;

export function paymentsClient(send: Send) {
  return {
    /** Charges the price of an order. With a key it may be repeated. */
    async charge({ orderId, customerId, totalCents, cardToken }: PlacedOrder, context: CallContext) {
      const body = { orderId, customerId, amountCents: totalCents, cardToken };
      return payment.parse(
        await send({
          method: 'POST',
          path: '/payments',
          body,
          context,
          attempt: 1,
        }),
      );
    },
    /** Gives the money back, and refuses every later charge of the order. May be repeated. */
    async refund(orderId: string, context: CallContext): Promise<void> {
      await send({ method: 'DELETE', path: `/payments/${orderId}`, context, attempt: 1 });
    },
  };
}
