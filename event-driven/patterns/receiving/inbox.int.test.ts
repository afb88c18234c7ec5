/** A batch on a real database: what is handled once, and what is rolled back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type PatternBench, startPatternBench } from '../../testing/bench.ts';
import { incoming } from '../../testing/given.ts';

const STARTS_WITHIN_MS = 60_000;

let bench: PatternBench;
beforeAll(async () => {
  bench = await startPatternBench();
}, STARTS_WITHIN_MS);
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('a batch', () => {
  test('its work, its inbox and its outbox are committed together, and then published', async () => {
    const [a, b] = [incoming('a'), incoming('b')];
    expect(await bench.consumer()(a, b)).toEqual(['processed', 'processed']);
    expect(await bench.worked()).toEqual(['a', 'b']);
    expect(await bench.outbox()).toMatchObject([{ key: 'a', topic: 'orders' }, { key: 'b' }]);
    expect(bench.published.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await bench.rows('select event_id, outcome from inbox order by processed_at')).toHaveLength(2);
  });

  test('given again, it is dropped: no work, no event', async () => {
    const handle = bench.consumer();
    const [a, b, c] = [incoming('a'), incoming('b'), incoming('c')];
    await handle(a, b);
    expect(await handle(a, c, b)).toEqual(['duplicate', 'processed', 'duplicate']);
    expect(await bench.worked()).toEqual(['a', 'b', 'c']);
    expect(await bench.outbox()).toHaveLength(3);
  });

  test('the same event twice in one batch is handled once', async () => {
    const a = incoming('a');
    expect(await bench.consumer()(a, incoming('b'), a)).toEqual(['processed', 'processed', 'duplicate']);
    expect(await bench.worked()).toEqual(['a', 'b']);
  });

  test('when two processes handle it at the same time, one of them does the work', async () => {
    const batch = Array.from({ length: 20 }, (_, index) => incoming(`${index}`));
    const outcomes = await Promise.all([bench.consumer()(...batch), bench.consumer()(...batch)]);
    expect(outcomes.flat().filter((outcome) => outcome === 'processed')).toHaveLength(20);
    expect(await bench.worked()).toHaveLength(20);
    expect(await bench.outbox()).toHaveLength(20);
  });
});
