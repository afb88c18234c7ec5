/**
 * Dead letters: a message that can't be handled goes, with its reason, to the service's dead-letter topic; its key is
 * parked, so that nothing later about the same order is handled on top of the gap; and the partition moves on.
 */
import { createHash } from 'node:crypto';
import { asAppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import type { ConsumedMessage } from '../../messaging.ts';
import { deadLetterTopic } from '../../topics.ts';
import type { Publishing } from '../publishing/publishing.ts';
import type { Incoming } from '../receiving/handling.ts';
import type { PutAside } from './halves.ts';
import type { Patience } from './retry.ts';

export const PARKED_KEYS_TABLE = `
  create table parked_keys (
    key text primary key,
    because text not null,
    since timestamptz not null default clock_timestamp()
  );
`;

/** Puts one message aside for good: inbox, dead letter and parked key in one transaction. */
export function createBury(service: string, publishing: Publishing, patience: Patience, log: Log): PutAside {
  return async (message, error, signal) => {
    const { code } = asAppError(error);
    const eventId = eventIdOf(message);
    const { outcome } = await patience(
      () =>
        publishing(async (connection) => {
          if (!(await park(connection, message, eventId, code)))
            return { outcome: 'duplicate' as const, messages: [] };
          return { outcome: 'dead-lettered' as const, messages: [deadLetter(service, message, code)] };
        }),
      signal,
    );
    const { topic, partition, offset, key } = message;
    log.error(
      { err: error, topic, partition, offset, key, eventId, outcome },
      'dead-lettered, its key parked',
    );
    return outcome;
  };
}

/** False when the message was handled before. */
async function park(
  connection: Connection,
  { topic, key }: ConsumedMessage,
  eventId: string,
  why: string,
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `insert into inbox (event_id, topic, outcome) values ($1, $2, 'dead-lettered') on conflict do nothing`,
    [eventId, topic],
  );
  if (rowCount === 0) return false;
  await connection.query('insert into parked_keys (key, because) values ($1, $2) on conflict do nothing', [
    key,
    why,
  ]);
  return true;
}

/** The dead letter of a message whose key was parked before. */
export const parkedLetter =
  (service: string) =>
  (message: Incoming): OutgoingMessage =>
    deadLetter(service, message, 'key_parked');

function deadLetter(service: string, message: ConsumedMessage | Incoming, why: string): OutgoingMessage {
  const eventId = eventIdOf(message);
  const { topic, partition, offset, key, type, bytes } = message;
  return {
    eventId,
    topic: deadLetterTopic(service),
    key,
    type: type ?? '',
    payload: bytes,
    headers: { because: why, from: `${topic}/${partition}/${offset}`, 'event-id': eventId },
  };
}

/** Bytes without an id get one that is the same whenever they come: made of where they lie. */
function eventIdOf(message: ConsumedMessage | Incoming): string {
  if ('event' in message) return message.event.eventId;
  const { topic, partition, offset } = message;
  const digest = createHash('sha256').update(`${topic}/${partition}/${offset}`).digest('hex');
  // Laid out as a UUID of version 8, the one for ids of one's own making.
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
