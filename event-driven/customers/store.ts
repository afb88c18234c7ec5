/** The rows of customers, and every address that one ever had. */
import type { CustomerRequest, CustomerView } from '#shared/contract/schemas.ts';
import { type Connection, type Pool, query } from '#shared/platform/postgres.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';

export const MIGRATIONS = [
  `create table customers (
     customer_id text primary key,
     name text not null,
     address text,
     version integer not null,
     changed_at timestamptz not null default clock_timestamp()
   );
   create table address_history (
     customer_id text not null,
     version integer not null,
     address text,
     since timestamptz not null,
     primary key (customer_id, version)
   );`,
  OUTBOX_TABLE,
];

export type CustomersStore = ReturnType<typeof createStore>;

export function createStore(pool: Pool) {
  return {
    /** The customer as changed, and since when (never later than the row says); the version grows by one. */
    async change(
      connection: Connection,
      { customerId, name, address }: CustomerRequest & { customerId: string },
    ): Promise<{ customer: CustomerView; changedAtMs: number }> {
      const { rows } = await connection.query<CustomerView & { changedAtMs: number }>({
        name: 'change-customer',
        text: `with changed as (
                 insert into customers (customer_id, name, address, version) values ($1, $2, $3, 1)
                 on conflict (customer_id) do update set name = excluded.name, address = excluded.address,
                   version = customers.version + 1, changed_at = clock_timestamp()
                 returning *
               ), remembered as (
                 insert into address_history (customer_id, version, address, since)
                 select customer_id, version, address, changed_at from changed
               )
               select customer_id as "customerId", name, address, version,
                 floor(extract(epoch from changed_at) * 1000)::double precision as "changedAtMs" from changed`,
        values: [customerId, name, address],
      });
      const { changedAtMs, ...customer } = rows[0]!;
      return { customer, changedAtMs };
    },

    async find(customerId: string): Promise<CustomerView | null> {
      const [customer] = await query<CustomerView>(pool, {
        name: 'find',
        text: 'select customer_id as "customerId", name, address, version from customers where customer_id = $1',
        values: [customerId],
      });
      return customer ?? null;
    },
  };
}
