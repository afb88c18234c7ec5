/** What does not work, on a real database: what is put aside, and what is tried again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { type PatternBench, startPatternBench } from '../../testing/bench.ts';
import { incoming } from '../../testing/given.ts';
import { silentLog } from '../../testing/silent.ts';
import { inTransaction } from '../publishing/publishing.ts';
import type { Work } from '../receiving/handling.ts';
import { admissible } from '../receiving/inbox.ts';
import { withRetry } from './retry.ts';

const goOn = new AbortController().signal;
const STARTS_WITHIN_MS = 60_000;

let bench: PatternBench;
beforeAll(async () => {
  bench = await startPatternBench();
}, STARTS_WITHIN_MS);
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('poison among neighbours', () => {
  const poison = new AppError('poison', 'bad_event', 'no');

  test('the neighbours are handled, the poison is a dead letter that says why and from where', async () => {
    bench.bad.set('b', poison);
    const b = incoming('b');
    expect(await bench.consumer()(incoming('a'), b, incoming('c'))).toEqual([
      'processed',
      'dead-lettered',
      'processed',
    ]);
    expect(await bench.worked()).toEqual(['a', 'c']);
    const [letter] = (await bench.outbox()).filter(({ topic }) => topic === 'stock.dead-letters');
    expect(letter).toMatchObject({
      key: 'b',
      type: b.type,
      headers: { because: 'bad_event', from: `${b.topic}/0/${b.offset}`, 'event-id': b.event.eventId },
    });
    expect(Buffer.from(letter!.payload)).toEqual(Buffer.from(b.bytes));
    expect(bench.published.map(({ topic }) => topic)).toContain('stock.dead-letters');
  });

  test('its key is parked: what comes later about it is a dead letter too, others go on', async () => {
    const handle = bench.consumer();
    bench.bad.set('b', poison);
    await handle(incoming('b'));
    bench.bad.clear();
    expect(await handle(incoming('a'), incoming('b'), incoming('c'))).toEqual([
      'processed',
      'dead-lettered',
      'processed',
    ]);
    expect(await bench.worked()).toEqual(['a', 'c']);
    expect(await bench.rows('select key, because from parked_keys')).toEqual([
      { key: 'b', because: 'bad_event' },
    ]);
    expect((await bench.outbox()).map(({ headers }) => headers?.because)).toContain('key_parked');
  });

  test('before a batch is handled, it can be seen what of it will be dropped', async () => {
    const handle = bench.consumer();
    const [known, fresh, parked] = [incoming('a'), incoming('a'), incoming('b')];
    bench.bad.set('b', poison);
    await handle(known, incoming('b'));
    expect(await admissible(bench.pool, [known, fresh, parked])).toEqual(new Set([fresh]));
  });

  test('given again, it is a duplicate, and no second dead letter is written', async () => {
    const handle = bench.consumer();
    bench.bad.set('b', poison);
    const b = incoming('b');
    await handle(b);
    expect(await handle(b)).toEqual(['duplicate']);
    expect(await bench.outbox()).toHaveLength(1);
  });

  test('an error that may pass is tried five times before it counts as poison', async () => {
    bench.bad.set('b', new AppError('internal', 'deadlock', 'no'));
    let attempts = 0;
    const counting: Work = (batch, connection) => {
      attempts += 1;
      return bench.note(batch, connection);
    };
    const handler = withRetry(silentLog, inTransaction(bench.publishing, counting), {
      wait: async () => undefined,
    });
    await expect(handler([incoming('b')], goOn)).rejects.toMatchObject({ code: 'deadlock' });
    expect(attempts).toBe(5);
    expect(await bench.worked()).toEqual([]);
  });
});
