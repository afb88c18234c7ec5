/**
 * Customers: who they are and where they live; answers whoever asks.
 *
 *   PUT /customers/{id}
 *   GET /customers/{id} ← delivery, for every order
 */
import type { CustomersApi } from '#shared/contract/api.ts';
import type { CustomersStore } from './store.ts';

export function createCustomers(store: CustomersStore): CustomersApi {
  return { change: store.change, find: store.find };
}
