/** A change of a customer as it is left behind by an instance that died between its commit and its publication. */
import { createPool, transaction } from '#shared/platform/postgres.ts';
import { changeCustomer } from '#shared/tables/customers.ts';
import { outgoing } from '../../../event-driven/events.ts';
import { insertOutboxRows } from '../../../event-driven/patterns/publishing/outbox.ts';

export type Resident = { customerId: string; name: string; address: string };

const REQUEST = 'out-of-order';

/** @param databaseUrl of the service customers, on the event side */
export function openCustomers(databaseUrl: string) {
  const pool = createPool(databaseUrl, { max: 2 });
  return {
    /** Everybody who has an address. */
    async residents(): Promise<Resident[]> {
      const { rows } = await pool.query<Resident>(
        `select customer_id as "customerId", name, address from customers
         where address is not null order by customer_id`,
      );
      return rows;
    },

    /** State and outbox row in one transaction, and nobody is told; answers the id of the event. */
    changeUnheard: ({ customerId, name, address }: Resident): Promise<string> =>
      transaction(pool, async (connection) => {
        const change = { customerId, name, address };
        const { customer, changedAtMs } = await changeCustomer(connection, change);
        const message = outgoing(
          { key: customerId, orderId: '', causationId: '', requestId: REQUEST },
          { case: 'customerChanged', value: { ...customer, address } },
          changedAtMs,
        );
        await insertOutboxRows(connection, [message]);
        return message.eventId;
      }),

    close: (): Promise<void> => pool.end(),
  };
}
