/** The patterns together, on a real database: what is handled once, what is rolled back, what is put aside. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import type { OutgoingMessage } from '../events.ts';
import { incoming, message } from '../testing/given.ts';
import { silentLog } from '../testing/silent.ts';
import { withAnswers } from './asking.ts';
import { createBury, PARKED_KEYS_TABLE, parkedLetter, withDeadLetters } from './dead-letters.ts';
import { createGivingUp } from './giving-up.ts';
import type { Incoming, Work } from './handling.ts';
import { admissible, INBOX_TABLE, withInbox } from './inbox.ts';
import {
  createPublishing,
  markPublished,
  measureOutbox,
  OUTBOX_TABLE,
  unpublishedRows,
  withOutbox,
} from './outbox.ts';
import { whenAnswered } from './reactions.ts';
import { createPatience, withRetry } from './retry.ts';

const STARTS_WITHIN_MS = 60_000;
const goOn = new AbortController().signal;

let databases: Databases;
let pool: Pool;
let published: OutgoingMessage[];
/** Keys of messages that the work refuses. */
let bad: Map<string, AppError>;

beforeAll(async () => {
  databases = await startDatabases();
  const work = 'create table work (key text not null)';
  pool = await databases.open('stock', [OUTBOX_TABLE, INBOX_TABLE, PARKED_KEYS_TABLE, work]);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());
beforeEach(async () => {
  await pool.query('truncate outbox, inbox, parked_keys, work');
  published = [];
  bad = new Map();
});

/** Notes each message's key, and announces something about it. */
const note: Work = async (batch, connection) => {
  for (const { key } of batch) await connection.query('insert into work values ($1)', [key]);
  const refused = batch.find(({ key }) => bad.has(key));
  if (refused !== undefined) throw bad.get(refused.key);
  const messages = batch.map(({ key }) => message(key, { case: 'orderConfirmed', value: {} }));
  return { outcomes: batch.map(() => 'processed'), messages };
};

function consumer() {
  const publishing = createPublishing(pool, (messages) => void published.push(...messages));
  const bury = createBury('stock', publishing, createPatience(silentLog), silentLog);
  const work = withInbox(parkedLetter('stock'), note);
  const handler = withDeadLetters(
    bury,
    withRetry(silentLog, withOutbox(publishing, work), async () => undefined),
  );
  return (...batch: Incoming[]) => handler(batch, goOn);
}

async function rows<Row>(text: string): Promise<Row[]> {
  return (await pool.query(text)).rows as Row[];
}
const worked = async () =>
  (await rows<{ key: string }>('select key from work order by key')).map(({ key }) => key);
const outbox = () =>
  rows<OutgoingMessage>('select topic, key, type, headers, payload from outbox order by id');

describe('a batch', () => {
  test('its work, its inbox and its outbox are committed together, and then published', async () => {
    const [a, b] = [incoming('a'), incoming('b')];
    expect(await consumer()(a, b)).toEqual(['processed', 'processed']);
    expect(await worked()).toEqual(['a', 'b']);
    expect(await outbox()).toMatchObject([{ key: 'a', topic: 'orders' }, { key: 'b' }]);
    expect(published.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await rows('select event_id, outcome from inbox order by processed_at')).toHaveLength(2);
  });

  test('given again, it is dropped: no work, no event', async () => {
    const handle = consumer();
    const [a, b, c] = [incoming('a'), incoming('b'), incoming('c')];
    await handle(a, b);
    expect(await handle(a, c, b)).toEqual(['duplicate', 'processed', 'duplicate']);
    expect(await worked()).toEqual(['a', 'b', 'c']);
    expect(await outbox()).toHaveLength(3);
  });

  test('the same event twice in one batch is handled once', async () => {
    const a = incoming('a');
    expect(await consumer()(a, incoming('b'), a)).toEqual(['processed', 'processed', 'duplicate']);
    expect(await worked()).toEqual(['a', 'b']);
  });

  test('when two processes handle it at the same time, one of them does the work', async () => {
    const batch = Array.from({ length: 20 }, (_, index) => incoming(`${index}`));
    const outcomes = await Promise.all([consumer()(...batch), consumer()(...batch)]);
    expect(outcomes.flat().filter((outcome) => outcome === 'processed')).toHaveLength(20);
    expect(await worked()).toHaveLength(20);
    expect(await outbox()).toHaveLength(20);
  });
});

describe('poison among neighbours', () => {
  const poison = new AppError('poison', 'bad_event', 'no');

  test('the neighbours are handled, the poison is a dead letter that says why and from where', async () => {
    bad.set('b', poison);
    const b = incoming('b');
    expect(await consumer()(incoming('a'), b, incoming('c'))).toEqual([
      'processed',
      'dead-lettered',
      'processed',
    ]);
    expect(await worked()).toEqual(['a', 'c']);
    const [letter] = (await outbox()).filter(({ topic }) => topic === 'stock.dead-letters');
    expect(letter).toMatchObject({
      key: 'b',
      type: b.type,
      headers: { because: 'bad_event', from: `${b.topic}/0/${b.offset}`, 'event-id': b.event.eventId },
    });
    expect(Buffer.from(letter!.payload)).toEqual(Buffer.from(b.bytes));
    expect(published.map(({ topic }) => topic)).toContain('stock.dead-letters');
  });

  test('its key is parked: what comes later about it is a dead letter too, others go on', async () => {
    const handle = consumer();
    bad.set('b', poison);
    await handle(incoming('b'));
    bad.clear();
    expect(await handle(incoming('a'), incoming('b'), incoming('c'))).toEqual([
      'processed',
      'dead-lettered',
      'processed',
    ]);
    expect(await worked()).toEqual(['a', 'c']);
    expect(await rows('select key, because from parked_keys')).toEqual([{ key: 'b', because: 'bad_event' }]);
    expect((await outbox()).map(({ headers }) => headers?.because)).toContain('key_parked');
  });

  test('before a batch is handled, it can be seen what of it will be dropped', async () => {
    const handle = consumer();
    const [known, fresh, parked] = [incoming('a'), incoming('a'), incoming('b')];
    bad.set('b', poison);
    await handle(known, incoming('b'));
    expect(await admissible(pool, [known, fresh, parked])).toEqual(new Set([fresh]));
  });

  test('given again, it is a duplicate, and no second dead letter is written', async () => {
    const handle = consumer();
    bad.set('b', poison);
    const b = incoming('b');
    await handle(b);
    expect(await handle(b)).toEqual(['duplicate']);
    expect(await outbox()).toHaveLength(1);
  });

  test('an error that may pass is tried five times before it counts as poison', async () => {
    bad.set('b', new AppError('internal', 'deadlock', 'no'));
    let attempts = 0;
    const publishing = createPublishing(pool, () => undefined);
    const counting: Work = (batch, connection) => {
      attempts += 1;
      return note(batch, connection);
    };
    const handler = withRetry(silentLog, withOutbox(publishing, counting), async () => undefined);
    await expect(handler([incoming('b')], goOn)).rejects.toMatchObject({ code: 'deadlock' });
    expect(attempts).toBe(5);
    expect(await worked()).toEqual([]);
  });
});

describe('an answer that does not come', () => {
  const away = new AppError('unavailable', 'bank_failed', 'away');
  const LIMIT = 3;

  /** Asks a bank about each message; it may be asked again at any time. */
  function asking(ask: (orderId: string) => Promise<unknown>) {
    const publishing = createPublishing(pool, (messages) => void published.push(...messages));
    const bury = createBury('stock', publishing, createPatience(silentLog), silentLog);
    const reactions = [
      whenAnswered(
        ['orderConfirmed'],
        ({ orderId }) => ask(orderId),
        async () => [],
      ),
    ];
    const givingUp = { ...createGivingUp(silentLog, LIMIT), isDue: () => true };
    const work = withOutbox(publishing, withInbox(parkedLetter('stock'), note));
    const asked = withAnswers(reactions, (batch) => admissible(pool, batch), givingUp, work);
    const handler = withDeadLetters(
      bury,
      withRetry(silentLog, asked, async () => undefined),
    );
    return (...batch: Incoming[]) => handler(batch, goOn);
  }

  test('about one, while others get theirs: they are handled at once, and it is a dead letter in the end', async () => {
    const handle = asking(async (orderId) => {
      if (orderId === 'bad') throw away;
    });
    const bad = incoming('bad');
    for (let round = 0; round < LIMIT; round += 1) {
      expect(await handle(incoming('good'), bad, incoming('good'))).toEqual([
        'processed',
        'waiting',
        'processed',
      ]);
    }
    expect(await handle(incoming('good'), bad, incoming('good'))).toEqual([
      'processed',
      'dead-lettered',
      'processed',
    ]);
    expect(await worked()).toEqual(Array.from({ length: 8 }, () => 'good'));
    expect(await rows('select key, because from parked_keys')).toEqual([
      { key: 'bad', because: 'bank_failed' },
    ]);
    const letters = (await outbox()).filter(({ topic }) => topic === 'stock.dead-letters');
    expect(letters).toMatchObject([{ key: 'bad', headers: { because: 'bank_failed' } }]);
  });

  test('about nobody, for a long time: all wait, and all are handled once it does', async () => {
    let isAway = true;
    const handle = asking(async () => {
      if (isAway) throw away;
    });
    const batch = [incoming('a'), incoming('b')];
    for (let round = 0; round < 10 * LIMIT; round += 1) {
      expect(await handle(...batch)).toEqual(['waiting', 'waiting']);
    }
    isAway = false;
    expect(await handle(...batch)).toEqual(['processed', 'processed']);
    expect(await worked()).toEqual(['a', 'b']);
    expect(await rows('select from parked_keys')).toEqual([]);
  });
});

describe('the outbox', () => {
  test('knows what was not published, oldest first, until it is marked', async () => {
    await consumer()(incoming('a'), incoming('b'), incoming('c'));
    const unpublished = await unpublishedRows(pool, 0, 100);
    expect(unpublished).toEqual(published);
    expect(await measureOutbox(pool)).toEqual({ rows: 3, oldestMs: expect.any(Number) });
    const atMs = Date.UTC(2026, 0, 1);
    await markPublished(pool, [{ eventId: published[1]!.eventId, atMs }]);
    expect((await unpublishedRows(pool, 0, 100)).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(await rows('select published_at from outbox where published_at is not null')).toEqual([
      { published_at: new Date(atMs) },
    ]);
    await pool.query('truncate outbox');
    expect(await measureOutbox(pool)).toEqual({ rows: 0, oldestMs: 0 });
  });

  test('leaves alone what is too young to be forgotten by its own process', async () => {
    await consumer()(incoming('a'));
    expect(await unpublishedRows(pool, 60_000, 100)).toEqual([]);
  });
});
