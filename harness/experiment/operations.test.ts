import { describe, expect, test } from '@jest/globals';
import { plannedOrder } from '../../load-tests/schedule.ts';
import type { LoadLine } from '../../load-tests/settings.ts';
import { toOperations } from './operations.ts';

const schedule = { seed: 7, ratePerSecond: 10, startMs: 5_000, dropped: 0 };
const place = (index: number, sentMs: number): LoadLine => ({
  ...{ kind: 'place', index, sentMs, answeredMs: sentMs + 20, status: 202 },
  ...{ orderId: `order ${index}`, state: 'placed', effect: null },
});

describe('operations', () => {
  test('a placed order gets what the schedule knows of it, and its intended start', () => {
    const [operation] = toOperations([place(3, 5_301)], schedule);
    expect(operation).toEqual({
      ...plannedOrder(7, 3),
      ...{ kind: 'place', intendedMs: 5_300, sentMs: 5_301, answeredMs: 5_321, status: 202 },
      ...{ outcome: 'accepted', orderId: 'order 3', state: 'placed', effect: null },
    });
  });

  test('an order that is asked for again keeps its intended start, and says how often it was sent', () => {
    const again = (attempt: number, sentMs: number): LoadLine =>
      ({ ...place(0, sentMs), attempt }) as LoadLine;
    const operations = toOperations([again(1, 5_000), again(2, 5_900)], { ...schedule, dropped: 5 });
    expect(operations).toMatchObject([
      { intendedMs: 5_000, sentMs: 5_000, attempt: 1 },
      { intendedMs: 5_000, sentMs: 5_900, attempt: 2 },
    ]);
  });

  test('lines keep the order in which they ended, whatever their index', () => {
    const operations = toOperations([place(1, 5_100), place(0, 5_000)], schedule);
    expect(operations.map((operation) => operation.kind === 'place' && operation.intendedMs)).toEqual([
      5_100, 5_000,
    ]);
  });

  test('reads and moves stay as they are, the start is no operation', () => {
    const read: LoadLine = {
      kind: 'read',
      orderId: 'o',
      sentMs: 1,
      answeredMs: 2,
      status: 200,
      state: 'confirmed',
    };
    const move: LoadLine = {
      kind: 'move',
      customerId: 'c',
      address: 'a',
      sentMs: 1,
      answeredMs: 2,
      status: 200,
    };
    expect(toOperations([{ kind: 'start', startMs: 5_000 }, read, move], schedule)).toEqual([read, move]);
  });
});
