/**
 * The outbox: what is to be published is a row in the same transaction as the state that it speaks of, so that there is
 * never one without the other. Rows are kept, with the time of the broker's acknowledgement.
 */
import type { NamedStatement, Queryable } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import type { Keep } from './publishing.ts';

export const OUTBOX_TABLE = `
  create table outbox (
    id bigserial primary key,
    event_id uuid not null,
    topic text not null,
    key text not null,
    type text not null,
    headers jsonb,
    payload bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    published_at timestamptz
  );
  create index outbox_unpublished on outbox (event_id) where published_at is null;
`;

/** The rows of what is going to be published; in the transaction of the work. */
export const insertOutboxRows: Keep = async (connection, messages) => {
  if (messages.length === 0) return;
  await connection.query({
    name: 'insert-outbox-rows',
    text: `insert into outbox (event_id, topic, key, type, headers, payload)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bytea[])`,
    values: [
      messages.map(({ eventId }) => eventId),
      messages.map(({ topic }) => topic),
      messages.map(({ key }) => key),
      messages.map(({ type }) => type),
      messages.map(({ headers }) => (headers === null ? null : JSON.stringify(headers))),
      messages.map(({ payload }) => payload),
    ],
  });
};

/**
 * The statement with the row of a message about what it inserts: one round trip instead of a transaction's four. It must
 * return what it inserted, and nothing when it inserted nothing.
 */
export function andOutboxRow(
  { name, text, values }: NamedStatement,
  message: OutgoingMessage,
): NamedStatement {
  const [eventId, topic, key, type, payload] = [1, 2, 3, 4, 5].map((place) => `$${values.length + place}`);
  return {
    name: `${name}-announced`,
    text: `with inserted as (${text}), announced as (
             insert into outbox (event_id, topic, key, type, payload)
             select ${eventId}::uuid, ${topic}, ${key}, ${type}, ${payload}::bytea from inserted
           )
           select * from inserted`,
    values: [...values, message.eventId, message.topic, message.key, message.type, message.payload],
  };
}

/** Rows that nobody is known to have published, oldest first. */
export async function unpublishedRows(
  database: Queryable,
  olderThanMs: number,
  limit: number,
): Promise<OutgoingMessage[]> {
  const { rows } = await database.query<OutgoingMessage>({
    name: 'unpublished-outbox-rows',
    text: `select event_id as "eventId", topic, key, type, headers, payload from outbox
           where published_at is null and created_at <= clock_timestamp() - $1 * interval '1 millisecond'
           order by id limit $2`,
    values: [olderThanMs, limit],
  });
  return rows;
}

/** How many rows nobody is known to have published, and the age of the oldest. */
export async function measureOutbox(database: Queryable): Promise<{ rows: number; oldestMs: number }> {
  const { rows } = await database.query<{ rows: number; oldestMs: number }>({
    name: 'measure-outbox',
    text: `select count(*)::integer as rows,
             coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::double precision as "oldestMs"
           from outbox where published_at is null`,
  });
  return rows[0]!;
}

/** Notes when the broker had them. */
export async function markPublished(
  database: Queryable,
  published: readonly { eventId: string; atMs: number }[],
): Promise<void> {
  await database.query({
    name: 'mark-outbox-rows-published',
    text: `update outbox set published_at = to_timestamp(acknowledged.at_ms / 1000)
           from unnest($1::uuid[], $2::double precision[]) as acknowledged (event_id, at_ms)
           where outbox.event_id = acknowledged.event_id and published_at is null`,
    values: [published.map(({ eventId }) => eventId), published.map(({ atMs }) => atMs)],
  });
}
