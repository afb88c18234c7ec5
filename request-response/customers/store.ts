/** The rows of customers, and every address that one ever had. */
import type { CustomerView } from '#shared/contract/schemas.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import {
  CUSTOMERS_TABLES,
  type CustomerChange,
  changeCustomer,
  findCustomer,
} from '#shared/tables/customers.ts';

export const MIGRATIONS = [CUSTOMERS_TABLES];

export type CustomersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    change: async (change: CustomerChange): Promise<CustomerView> =>
      (await changeCustomer(pool, change)).customer,

    find: (customerId: string): Promise<CustomerView | null> => findCustomer(pool, customerId),
  };
}
