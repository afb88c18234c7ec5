/** For tests of the patterns on a real database: a work that notes what it is given, and refuses what it is told to. */
import type { AppError } from '#shared/platform/errors.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { startDatabases } from '../../harness/runtimes/testing/databases.ts';
import type { OutgoingMessage } from '../events.ts';
import { createBury, PARKED_KEYS_TABLE, parkedLetter } from '../patterns/failures/dead-letters.ts';
import { byHalves } from '../patterns/failures/halves.ts';
import { createPatience, withRetry } from '../patterns/failures/retry.ts';
import { insertOutboxRows, OUTBOX_TABLE } from '../patterns/publishing/outbox.ts';
import { createPublishing, inTransaction } from '../patterns/publishing/publishing.ts';
import type { Handler, Incoming, Outcome, Work } from '../patterns/receiving/handling.ts';
import { INBOX_TABLE, withInbox } from '../patterns/receiving/inbox.ts';
import { message } from './given.ts';
import { silentLog } from './silent.ts';

const goOn = new AbortController().signal;

export type PatternBench = Awaited<ReturnType<typeof startPatternBench>>;

export async function startPatternBench() {
  const databases = await startDatabases();
  const tables = [OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE, 'create table work (key text not null)'];
  const pool: Pool = await databases.open('stock', tables);
  const published: OutgoingMessage[] = [];
  /** Keys of messages that the work refuses. */
  const bad = new Map<string, AppError>();
  const publishing = createPublishing(pool, insertOutboxRows, async (messages) => {
    published.push(...messages);
  });
  const bury = createBury('stock', publishing, createPatience(silentLog), silentLog);

  /** Notes each message's key, and announces something about it. */
  const note: Work = async (batch, connection) => {
    for (const { key } of batch) await connection.query('insert into work values ($1)', [key]);
    const refused = batch.find(({ key }) => bad.has(key));
    if (refused !== undefined) throw bad.get(refused.key);
    const messages = batch.map(({ key }) => message(key, { case: 'orderConfirmed', value: {} }));
    return { outcomes: batch.map(() => 'processed'), messages };
  };

  async function rows<Row>(text: string): Promise<Row[]> {
    return (await pool.query(text)).rows as Row[];
  }

  return {
    pool,
    published,
    bad,
    publishing,
    note,
    /** A consumer of this service, composed as main.ts does; `around` comes where the bank is asked. */
    consumer(around: (handler: Handler) => Handler = (handler) => handler) {
      const work = around(inTransaction(publishing, withInbox(parkedLetter('stock'), note)));
      const wait = async (): Promise<void> => undefined;
      const handler = byHalves(bury, withRetry(silentLog, work, { wait }));
      return (...batch: Incoming[]): Promise<Outcome[]> => handler(batch, goOn);
    },
    rows,
    worked: async () =>
      (await rows<{ key: string }>('select key from work order by key')).map(({ key }) => key),
    outbox: () => rows<OutgoingMessage>('select topic, key, type, headers, payload from outbox order by id'),
    /** As if nothing had been. */
    async reset(): Promise<void> {
      await pool.query('truncate outbox, inbox, parked_keys, work');
      published.length = 0;
      bad.clear();
    },
    close: databases.close,
  };
}
