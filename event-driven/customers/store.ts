/** The rows of customers, and every address that one ever had. */
import type { CustomerView } from '#shared/contract/schemas.ts';
import type { Connection, Pool } from '#shared/platform/postgres.ts';
import {
  type ChangedCustomer,
  CUSTOMERS_TABLES,
  type CustomerChange,
  changeCustomer,
  findCustomer,
} from '#shared/tables/customers.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';

export const MIGRATIONS = [CUSTOMERS_TABLES, OUTBOX_TABLE];

export type CustomersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** In the transaction that also keeps the news of it. */
    change: (connection: Connection, change: CustomerChange): Promise<ChangedCustomer> =>
      changeCustomer(connection, change),

    find: (customerId: string): Promise<CustomerView | null> => findCustomer(pool, customerId),
  };
}
