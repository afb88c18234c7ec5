/**
 * The inbox: which events were handled, remembered in the transaction that handles them. What was there already is a
 * duplicate and is dropped. Messages of a parked key are handed to dead letters here, in the same statement's light.
 */
import { type Connection, type Queryable, query } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import type { Incoming, Outcome, Work } from './handling.ts';

export const INBOX_TABLE = `
  create table inbox (
    event_id uuid primary key,
    topic text not null,
    outcome text not null,
    processed_at timestamptz not null default clock_timestamp()
  );
`;

type Known = { eventId: string; topic: string; key: string };

/** Lets only messages through that were never handled, and not those of a parked key. */
export function withInbox(deadLetter: (message: Incoming) => OutgoingMessage, work: Work): Work {
  return async (batch, connection) => {
    const outcomes = await admit(connection, batch);
    const fresh = batch.filter((_, index) => outcomes[index] === 'processed');
    const done = fresh.length === 0 ? { messages: [] } : await work(fresh, connection);
    const parked = batch.filter((_, index) => outcomes[index] === 'dead-lettered').map(deadLetter);
    return { outcomes, messages: [...done.messages, ...parked] };
  };
}

async function admit(connection: Connection, batch: readonly Incoming[]): Promise<Outcome[]> {
  const once = new Map(batch.map((message) => [message.event.eventId, message]));
  const admitted = await remember(
    connection,
    [...once].map(([eventId, { topic, key }]) => ({ eventId, topic, key })),
  );
  // The first of a kind takes the outcome away, so that a twin in the same batch finds none.
  return batch.map(({ event }) => {
    const outcome = admitted.get(event.eventId) ?? 'duplicate';
    admitted.delete(event.eventId);
    return outcome;
  });
}

/** Those that are not in the inbox, and not of a parked key, at this moment. */
export async function admissible(
  database: Queryable,
  batch: readonly Incoming[],
): Promise<ReadonlySet<Incoming>> {
  const rows = await query<{ event_id: string }>(database, {
    name: 'admissible-events',
    text: `select event_id from unnest($1::uuid[], $2::text[]) as incoming (event_id, key)
           where not exists (select from inbox where inbox.event_id = incoming.event_id)
             and not exists (select from parked_keys where parked_keys.key = incoming.key)`,
    values: [batch.map(({ event }) => event.eventId), batch.map(({ key }) => key)],
  });
  const admitted = new Set(rows.map(({ event_id }) => event_id));
  return new Set(batch.filter(({ event }) => admitted.has(event.eventId)));
}

/** Inserts what is not there yet; returns, by event, what is to become of what it inserted. */
async function remember(connection: Connection, events: readonly Known[]): Promise<Map<string, Outcome>> {
  const { rows } = await connection.query<{ event_id: string; outcome: Outcome }>({
    name: 'remember-events',
    text: `insert into inbox (event_id, topic, outcome)
           select event_id, topic, case when parked_keys.key is null then 'processed' else 'dead-lettered' end
           from unnest($1::uuid[], $2::text[], $3::text[]) as incoming (event_id, topic, key)
           left join parked_keys using (key)
           on conflict do nothing returning event_id, outcome`,
    values: [
      events.map(({ eventId }) => eventId),
      events.map(({ topic }) => topic),
      events.map(({ key }) => key),
    ],
  });
  return new Map(rows.map(({ event_id, outcome }) => [event_id, outcome]));
}
