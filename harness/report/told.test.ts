import { expect, test } from '@jest/globals';
import type { LedgerLine } from '../audit/verdict.ts';
import { ordersToTell, STORIES_PER_SIDE } from './told.ts';

const line = (changes: Partial<LedgerLine>): LedgerLine => ({
  side: 'rr',
  key: 'key',
  orderId: null,
  index: 0,
  phase: 'measured',
  bucket: 'completed',
  why: '',
  intendedMs: 0,
  answeredMs: 1,
  outcome: 'accepted',
  completedMs: 10,
  ...changes,
});

test('ordersToTell: more harmful orders than fit, are capped a side, so that neither crowds the other out', () => {
  const many = Array.from({ length: STORIES_PER_SIDE + 50 }, (_, index) =>
    line({ key: `r${index}`, bucket: 'stuck' }),
  );
  const { harmful } = ordersToTell([...many, line({ side: 'ed', bucket: 'lost' })]);
  expect(harmful.filter(({ side }) => side === 'rr')).toHaveLength(STORIES_PER_SIDE);
  expect(harmful.filter(({ side }) => side === 'ed')).toHaveLength(1);
});

test('ordersToTell: harmless orders, one example a kind and side: the slowest completed, the first of the others', () => {
  const { harmful, examples } = ordersToTell([
    line({ key: 'quick' }),
    line({ key: 'slow', completedMs: 900 }),
    line({ key: 'first', bucket: 'refused', completedMs: null }),
    line({ key: 'second', bucket: 'refused', completedMs: null }),
  ]);
  expect(harmful).toEqual([]);
  expect(examples.map(({ key }) => key)).toEqual(['slow', 'first']);
});

test('ordersToTell: an order of the warm-up or one that was never started, is no example', () => {
  const lines = [line({ phase: 'warm-up' }), line({ bucket: 'refused', outcome: 'not-started' })];
  expect(ordersToTell(lines).examples).toEqual([]);
});
