/** The rows of delivery: deliveries by order, the address view, and paid orders that wait for an address. */
import { randomUUID } from 'node:crypto';
import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { DELIVERIES_TABLE } from '#shared/tables/deliveries.ts';
import type { Origin } from '../events.ts';
import { PARKED_KEYS_TABLE } from '../patterns/failures/dead-letters.ts';
import { OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { INBOX_TABLE } from '../patterns/receiving/inbox.ts';

export const MIGRATIONS = [
  DELIVERIES_TABLE,
  `create table addresses (
     customer_id text primary key,
     address text,
     version integer not null,
     since timestamptz not null
   );
   create table waiting_for_address (
     order_id uuid not null,
     customer_id text not null,
     causation_id uuid not null,
     request_id text not null,
     since timestamptz not null default clock_timestamp()
   );`,
  OUTBOX_TABLE,
  INBOX_TABLE,
  PARKED_KEYS_TABLE,
  'create index deliveries_by_customer on deliveries (customer_id, created_at);',
];

export type PaidOrder = { origin: Origin; customerId: string };
export type CustomerAddress = {
  customerId: string;
  address: string | null;
  version: number;
  sinceMs: number;
};
export type Redirected = { orderId: string; customerId: string; address: string };
export type Delivery = { orderId: string; customerId: string; address: string | null; state: DeliveryState };

type WaitingRow = { orderId: string; customerId: string; causationId: string; requestId: string };

const WAITING_COLUMNS = `order_id as "orderId", customer_id as "customerId", causation_id as "causationId",
  request_id as "requestId"`;

export type DeliveryStore = ReturnType<typeof createStore>;

export function createStore() {
  return {
    /**
     * Addresses that nobody else changes or books to until the transaction ends. Before anything else and all at once: two
     * processes that book to the customers of whom the other handles the news would wait for each other.
     */
    async lockAddresses(connection: Connection, customerIds: readonly string[]): Promise<void> {
      await connection.query({
        name: 'lock-addresses',
        text: 'select from addresses where customer_id = any($1) order by customer_id for update',
        values: [[...new Set(customerIds)]],
      });
    },

    /**
     * One row per customer; an older version never overwrites a newer one. An address that follows upon none counts from
     * when there was none: what was booked meanwhile had no right place to go to.
     */
    async saveAddresses(connection: Connection, addresses: readonly CustomerAddress[]): Promise<void> {
      await connection.query({
        name: 'save-addresses',
        text: `insert into addresses (customer_id, address, version, since)
               select customer_id, address, version, to_timestamp(since_ms / 1000)
               from unnest($1::text[], $2::text[], $3::integer[], $4::double precision[])
                 as news (customer_id, address, version, since_ms)
               order by customer_id
               on conflict (customer_id) do update set address = excluded.address, version = excluded.version,
                 since = case when addresses.address is null then least(addresses.since, excluded.since)
                         else excluded.since end
               where addresses.version < excluded.version`,
        values: [
          addresses.map(({ customerId }) => customerId),
          addresses.map(({ address }) => address),
          addresses.map(({ version }) => version),
          addresses.map(({ sinceMs }) => sinceMs),
        ],
      });
    },

    /**
     * Bookings made after their customer had moved, to an address copied before: they get the one in the view. Who has
     * no address any more keeps those that are booked, until there is one.
     */
    async redirect(connection: Connection, moved: readonly CustomerAddress[]): Promise<Redirected[]> {
      const { rows } = await connection.query<Redirected>({
        name: 'redirect-deliveries',
        text: `update deliveries set address = addresses.address
               from unnest($1::text[], $2::double precision[]) as moved (customer_id, since_ms)
               join addresses using (customer_id)
               where deliveries.customer_id = moved.customer_id and state = 'booked'
                 and created_at >= least(to_timestamp(moved.since_ms / 1000), addresses.since)
                 and deliveries.address <> addresses.address
               returning order_id as "orderId", deliveries.customer_id as "customerId", deliveries.address`,
        values: [moved.map(({ customerId }) => customerId), moved.map(({ sinceMs }) => sinceMs)],
      });
      return rows;
    },

    /**
     * Addresses by customer, null for none; customers never heard of are missing. They stay so until the transaction ends:
     * a move that another process handles meanwhile waits, and then finds what was booked to the old address.
     */
    async addressesOf(
      connection: Connection,
      customerIds: readonly string[],
    ): Promise<Map<string, string | null>> {
      const { rows } = await connection.query<{ customerId: string; address: string | null }>({
        name: 'find-addresses',
        text: `select customer_id as "customerId", address from addresses where customer_id = any($1)
               order by customer_id for share`,
        values: [[...new Set(customerIds)]],
      });
      return new Map(rows.map(({ customerId, address }) => [customerId, address]));
    },

    async saveDeliveries(connection: Connection, deliveries: readonly Delivery[]): Promise<void> {
      if (deliveries.length === 0) return;
      await connection.query({
        name: 'save-deliveries',
        text: `insert into deliveries (delivery_id, order_id, customer_id, address, state)
               select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])`,
        values: [
          deliveries.map(() => randomUUID()),
          deliveries.map(({ orderId }) => orderId),
          deliveries.map(({ customerId }) => customerId),
          deliveries.map(({ address }) => address),
          deliveries.map(({ state }) => state),
        ],
      });
    },

    async saveWaiting(connection: Connection, orders: readonly PaidOrder[]): Promise<void> {
      if (orders.length === 0) return;
      await connection.query(
        `insert into waiting_for_address (order_id, customer_id, causation_id, request_id)
         select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[])`,
        [
          orders.map(({ origin }) => origin.orderId),
          orders.map(({ customerId }) => customerId),
          orders.map(({ origin }) => origin.causationId),
          orders.map(({ origin }) => origin.requestId),
        ],
      );
    },

    /** The waiting orders of these customers; they wait no more. */
    async takeWaiting(connection: Connection, customerIds: readonly string[]): Promise<PaidOrder[]> {
      const { rows } = await connection.query<WaitingRow>({
        name: 'take-waiting',
        text: `delete from waiting_for_address where customer_id = any($1) returning ${WAITING_COLUMNS}`,
        values: [customerIds],
      });
      return rows.map(paidOrderOf);
    },

    /** Customers with orders that wait no longer: whose news have come unseen, or who are waited for long enough. */
    async settleable(
      connection: Connection,
      waitedMs: number,
    ): Promise<{ customerId: string; isKnown: boolean }[]> {
      const { rows } = await connection.query<{ customerId: string; isKnown: boolean }>({
        name: 'settleable-customers',
        text: `select customer_id as "customerId", bool_or(addresses.version is not null) as "isKnown"
               from waiting_for_address left join addresses using (customer_id)
               where addresses.version is not null
                 or waiting_for_address.since <= clock_timestamp() - $1 * interval '1 millisecond'
               group by customer_id`,
        values: [waitedMs],
      });
      return rows;
    },

    /** The orders of these customers that wait no longer, except those that another is taking at this moment. */
    async takeSettleable(
      connection: Connection,
      customerIds: readonly string[],
      waitedMs: number,
    ): Promise<PaidOrder[]> {
      const { rows } = await connection.query<WaitingRow>({
        name: 'take-settleable',
        text: `delete from waiting_for_address where ctid = any(array(
                 select ctid from waiting_for_address where customer_id = any($1)
                   and (since <= clock_timestamp() - $2 * interval '1 millisecond'
                        or exists (select from addresses where addresses.customer_id = waiting_for_address.customer_id))
                 for update skip locked))
               returning ${WAITING_COLUMNS}`,
        values: [customerIds, waitedMs],
      });
      return rows.map(paidOrderOf);
    },
  };
}

const paidOrderOf = ({ orderId, customerId, causationId, requestId }: WaitingRow): PaidOrder => ({
  origin: { key: orderId, orderId, causationId, requestId },
  customerId,
});
