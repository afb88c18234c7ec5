/** Delivery as its callers see it. */
import { z } from 'zod';
import type { PlacedOrder } from '#shared/domain/order.ts';
import type { CallContext, Send } from '../call.ts';

const delivery = z.object({ outcome: z.enum(['booked', 'refused']) });

export type DeliveryClient = ReturnType<typeof deliveryClient>;

export function deliveryClient(send: Send) {
  return {
    /** Books the delivery of an order to the address that its customer has now. With a key it may be repeated. */
    async book({ orderId, customerId }: PlacedOrder, context: CallContext) {
      const body = { orderId, customerId };
      return delivery.parse(
        await send({
          method: 'POST',
          path: '/deliveries',
          body,
          context,
          attempt: 1,
        }),
      );
    },
    /** Cancels the delivery, and refuses every later booking of the order. May be repeated. */
    async cancel(orderId: string, context: CallContext): Promise<void> {
      await send({ method: 'DELETE', path: `/deliveries/${orderId}`, context, attempt: 1 });
    },
  };
}
