/**
 * Delivery: books a paid order to the address that the customer has. It keeps no addresses: it asks, each time.
 *
 *   POST   /deliveries           → GET /customers/{id} → booked | refused
 *   DELETE /deliveries/{orderId} → cancelled, and stays so
 */
import { z } from 'zod';
import { customerId } from '#shared/contract/schemas.ts';
import { book as bookDelivery } from '#shared/domain/delivery.ts';
import { type Route, validated } from '#shared/platform/http-server.ts';
import type { CustomersClient } from '../clients/customers.ts';
import { alreadyUndone, type InnerRequest, innerRequest, orderIdOf } from '../inner-request.ts';
import type { DeliveryStore } from './store.ts';

type Book = z.output<typeof deliveryRequest> & InnerRequest;

export type Deliveries = ReturnType<typeof createDelivery>;

export function createDelivery(store: DeliveryStore, customers: CustomersClient) {
  /** The same key again gets the same answer again, to the address of the first time. */
  async function book(command: Book) {
    const { orderId, customerId, requestId } = command;
    const address = await customers.addressOf(customerId, { orderId, customerId, requestId });
    const decision = bookDelivery(address);
    const kept = await store.keep({ ...command, address, state: decision.outcome });
    if (kept.state === 'cancelled') throw alreadyUndone();
    return { outcome: kept.state, address: kept.address };
  }

  /** May be repeated, and may come before the booking that it undoes: that one is refused then. */
  async function cancel(orderId: string, { customerId }: InnerRequest): Promise<number> {
    await store.refuseFromNowOn(orderId, customerId);
    return store.cancel(orderId);
  }

  return { book, cancel };
}

const deliveryRequest = z.strictObject({ orderId: z.uuid(), customerId });

export function deliveryRoutes(delivery: Deliveries): Route[] {
  return [
    {
      method: 'post',
      path: '/deliveries',
      async handle(request) {
        const caller = innerRequest(request);
        const body = validated(deliveryRequest, request.body);
        return { status: 201, body: await delivery.book({ ...caller, ...body }) };
      },
    },
    {
      method: 'delete',
      path: '/deliveries/:orderId',
      async handle(request) {
        const cancelled = await delivery.cancel(orderIdOf(request), innerRequest(request));
        return { status: 200, body: { cancelled } };
      },
    },
  ];
}
