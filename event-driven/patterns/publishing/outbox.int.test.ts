/** The outbox on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type PatternBench, startPatternBench } from '../../testing/bench.ts';
import { incoming } from '../../testing/given.ts';
import { markPublished, measureOutbox, unpublishedRows } from './outbox.ts';

const STARTS_WITHIN_MS = 60_000;

let bench: PatternBench;
beforeAll(async () => {
  bench = await startPatternBench();
}, STARTS_WITHIN_MS);
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('the outbox', () => {
  test('knows what was not published, oldest first, until it is marked', async () => {
    await bench.consumer()(incoming('a'), incoming('b'), incoming('c'));
    const unpublished = await unpublishedRows(bench.pool, 0, 100);
    expect(unpublished).toEqual(bench.published);
    expect(await measureOutbox(bench.pool)).toEqual({ rows: 3, oldestMs: expect.any(Number) });
    const atMs = Date.UTC(2026, 0, 1);
    await markPublished(bench.pool, [{ eventId: bench.published[1]!.eventId, atMs }]);
    expect((await unpublishedRows(bench.pool, 0, 100)).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(await bench.rows('select published_at from outbox where published_at is not null')).toEqual([
      { published_at: new Date(atMs) },
    ]);
    await bench.pool.query('truncate outbox');
    expect(await measureOutbox(bench.pool)).toEqual({ rows: 0, oldestMs: 0 });
  });

  test('leaves alone what is too young to be forgotten by its own process', async () => {
    await bench.consumer()(incoming('a'));
    expect(await unpublishedRows(bench.pool, 60_000, 100)).toEqual([]);
  });
});
