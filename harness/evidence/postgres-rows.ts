/**
 * Every service's rows as evidence. PostgreSQL itself writes the JSON (types in records.ts), a cursor hands it over in
 * batches: the harness only passes lines on.
 */
import { join } from 'node:path';
import type { Pool } from '#shared/platform/postgres.ts';
import type { ServiceRole } from '../systems.ts';
import type { Databases } from './databases.ts';
import type { Side } from './records.ts';
import { writeLines } from './write-lines.ts';

const BATCH_ROWS = 5_000;

const epochMs = (column: string, name: string): string =>
  `round(extract(epoch from ${column}) * 1000, 3) as "${name}"`;

/** File by file: whose database, and the columns as the record names them. */
const TABLES: { file: string; role: ServiceRole; columns: string; from: string }[] = [
  {
    file: 'orders',
    role: 'orders',
    columns: `order_id as "orderId", customer_id as "customerId", idempotency_key as "idempotencyKey", lines,
      total_cents as "totalCents", state, reason, ${epochMs('placed_at', 'placedAtMs')}, ${epochMs('decided_at', 'decidedAtMs')}`,
    from: 'orders order by placed_at',
  },
  { file: 'stock', role: 'stock', columns: 'sku, initial, available', from: 'stock order by sku' },
  {
    file: 'reservations',
    role: 'stock',
    columns: `reservation_id as "reservationId", order_id as "orderId", lines, state,
      ${epochMs('created_at', 'createdAtMs')}, ${epochMs('released_at', 'releasedAtMs')}`,
    from: 'reservations order by created_at',
  },
  {
    file: 'payments',
    role: 'payments',
    columns: `payment_id as "paymentId", order_id as "orderId", amount_cents as "amountCents", state, charge_id as "chargeId",
      ${epochMs('created_at', 'createdAtMs')}, ${epochMs('refunded_at', 'refundedAtMs')}`,
    from: 'payments order by created_at',
  },
  {
    file: 'deliveries',
    role: 'delivery',
    columns: `delivery_id as "deliveryId", order_id as "orderId", customer_id as "customerId", address, state,
      ${epochMs('created_at', 'createdAtMs')}, ${epochMs('cancelled_at', 'cancelledAtMs')}`,
    from: 'deliveries order by created_at',
  },
  {
    file: 'addresses',
    role: 'customers',
    columns: `customer_id as "customerId", version, address, ${epochMs('since', 'sinceMs')}`,
    from: 'address_history order by customer_id, version',
  },
];

/** Event side: every service's outbox and inbox go into one file each. */
const JOURNALS = [
  {
    file: 'outbox',
    columns: `event_id as "eventId", topic, key, ${epochMs('created_at', 'createdAtMs')}, ${epochMs('published_at', 'publishedAtMs')}`,
    from: 'outbox order by id',
  },
  {
    file: 'inbox',
    columns: `event_id as "eventId", topic, outcome, ${epochMs('processed_at', 'processedAtMs')}`,
    from: 'inbox order by processed_at',
  },
];

/** Writes one file per table into `folder`; of services that a side does not have, there is no row. */
export async function collectRows(side: Side, databases: Databases, folder: string): Promise<void> {
  const file = (name: string): string => join(folder, `${name}.ndjson`);
  const tables = TABLES.map(({ file: name, role, columns, from }) =>
    writeLines(file(name), rowsOf(databases.pools.get(role)!, columns, from)),
  );
  const journals = JOURNALS.map(({ file: name, columns, from }) =>
    writeLines(file(name), side === 'ed' ? ofAllServices(databases, name, columns, from) : []),
  );
  await Promise.all([...tables, ...journals]);
}

/** Not every service has every journal: what consumes nothing has no inbox. */
async function* ofAllServices(databases: Databases, table: string, columns: string, from: string) {
  for (const [role, pool] of databases.pools) {
    const { rows } = await pool.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
      table,
    ]);
    if (rows[0]!.exists) yield* rowsOf(pool, `'${role}' as service, ${columns}`, from);
  }
}

async function* rowsOf(pool: Pool, columns: string, from: string): AsyncGenerator<string[]> {
  const connection = await pool.connect();
  try {
    // All batches see the same moment; reading only, so that a mistake here can't change the evidence.
    await connection.query('begin transaction isolation level repeatable read, read only');
    await connection.query(
      `declare evidence no scroll cursor for select row_to_json(record)::text as line from (select ${columns} from ${from}) record`,
    );
    for (;;) {
      const { rows } = await connection.query<{ line: string }>(`fetch ${BATCH_ROWS} from evidence`);
      if (rows.length === 0) return;
      yield rows.map(({ line }) => line);
    }
  } finally {
    await connection.query('rollback');
    connection.release();
  }
}
