/** Customers as both kitchens keep them: who they are, where they live, and every address that one ever had. */
import type { CustomerRequest, CustomerView } from '#shared/contract/schemas.ts';
import { type Queryable, query } from '#shared/platform/postgres.ts';

export const CUSTOMERS_TABLES = `
  create table customers (
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
  );
`;

export type CustomerChange = CustomerRequest & { customerId: string };
/** A customer, and since when it is so: never later than the row says. */
export type ChangedCustomer = { customer: CustomerView; changedAtMs: number };

/** The customer as changed; the version grows by one. */
export async function changeCustomer(
  on: Queryable,
  { customerId, name, address }: CustomerChange,
): Promise<ChangedCustomer> {
  const [changed] = await query<CustomerView & { changedAtMs: number }>(on, {
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
  const { changedAtMs, ...customer } = changed!;
  return { customer, changedAtMs };
}

/** Null when there is no such customer. */
export async function findCustomer(on: Queryable, customerId: string): Promise<CustomerView | null> {
  const [customer] = await query<CustomerView>(on, {
    name: 'find-customer',
    text: 'select customer_id as "customerId", name, address, version from customers where customer_id = $1',
    values: [customerId],
  });
  return customer ?? null;
}
