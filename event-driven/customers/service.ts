/**
 * Customers: who they are and where they live; tells everybody who wants to know.
 *
 *   PUT /customers/{id} → CustomerChanged
 */
import type { ChangeCustomerCommand, CustomersApi } from '#shared/contract/api.ts';
import type { CustomerView } from '#shared/contract/schemas.ts';
import { type OutgoingMessage, outgoing } from '../events.ts';
import type { Publishing } from '../patterns/publishing/publishing.ts';
import type { CustomersStore } from './store.ts';

export function createCustomers(store: CustomersStore, publishing: Publishing): CustomersApi {
  async function change(command: ChangeCustomerCommand): Promise<CustomerView> {
    const { customer } = await publishing(async (connection) => {
      const { customer, changedAtMs } = await store.change(connection, command);
      return { customer, messages: [customerChanged(customer, command.requestId, changedAtMs)] };
    });
    return customer;
  }

  return { change, find: store.find };
}

/** Dated as its row is: what others booked since then is theirs to put right. */
function customerChanged(
  { address, ...customer }: CustomerView,
  requestId: string,
  changedAtMs: number,
): OutgoingMessage {
  const value = address === null ? customer : { ...customer, address };
  return outgoing(
    { key: customer.customerId, orderId: '', causationId: '', requestId },
    { case: 'customerChanged', value },
    changedAtMs,
  );
}
