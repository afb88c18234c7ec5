/** Stock as its callers see it. */
import { z } from 'zod';
import type { PlacedOrder } from '#shared/domain/order.ts';
import type { CallContext, Send } from '../call.ts';

const reservation = z.object({ outcome: z.enum(['reserved', 'rejected']) });

export type StockClient = ReturnType<typeof stockClient>;

export function stockClient(send: Send) {
  return {
    /** Holds the portions of an order, all or none. With a key it may be repeated. */
    async reserve({ orderId, lines }: PlacedOrder, context: CallContext) {
      const body = { orderId, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
      return reservation.parse(
        await send({
          method: 'POST',
          path: '/reservations',
          body,
          context,
          attempt: 1,
        }),
      );
    },
    /** Gives back what is held for an order, and refuses every later reservation of it. May be repeated. */
    async release(orderId: string, context: CallContext): Promise<void> {
      await send({ method: 'DELETE', path: `/reservations/${orderId}`, context, attempt: 1 });
    },
  };
}
