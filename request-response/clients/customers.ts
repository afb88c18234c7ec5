/** Customers as their callers see them. */
import { customer } from '#shared/contract/schemas.ts';
import { asAppError } from '#shared/platform/errors.ts';
import type { CallContext, Send } from '../call.ts';

export type CustomersClient = ReturnType<typeof customersClient>;

export function customersClient(send: Send) {
  return {
    /** The address that a customer has now; null when there is none, or no such customer. */
    async addressOf(customerId: string, context: CallContext): Promise<string | null> {
      try {
        const answer = await send({ method: 'GET', path: `/customers/${customerId}`, context, attempt: 1 });
        return customer.parse(answer).address;
      } catch (error) {
        if (asAppError(error).code === 'no_such_customer') return null;
        throw error;
      }
    },
  };
}
