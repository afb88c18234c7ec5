import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { createStock } from './service.ts';
import type { Reservation, StockStore } from './store.ts';

const breakfast = (...lines: [sku: string, quantity: number][]) => ({
  orderId: 'a',
  idempotencyKey: 'a',
  lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
});

/** Stock that counts so many portions, each time it is asked, and finds this when it keeps what was decided. */
function given(
  counts: Record<string, number>[],
  finds: (decided: Reservation) => Awaited<ReturnType<StockStore['keep']>> = ({ state }) => state,
) {
  const decided: Reservation[] = [];
  const did: string[] = [];
  const store: StockStore = {
    available: async () => new Map(Object.entries(counts[decided.length]!)),
    async keep(reservation) {
      decided.push(reservation);
      return finds(reservation);
    },
    refuseFromNowOn: async (orderId) => void did.push(`refuse ${orderId}`),
    async release(orderId) {
      did.push(`release ${orderId}`);
      return 1;
    },
  };
  return { ...createStock(store), store, decided, did };
}

describe('reserving', () => {
  test('given enough portions, when an order asks, then they are kept for it under its key', async () => {
    const { reserve, decided } = given([{ juice: 2 }]);
    expect(await reserve(breakfast(['juice', 2]))).toBe('reserved');
    expect(decided).toEqual([{ ...breakfast(['juice', 2]), state: 'reserved' }]);
  });

  test('given one line short, then the whole order is rejected, and that is kept under its key, too', async () => {
    const { reserve, decided } = given([{ juice: 5, granola: 0 }]);
    expect(await reserve(breakfast(['juice', 1], ['granola', 1]))).toBe('rejected');
    expect(decided).toMatchObject([{ idempotencyKey: 'a', state: 'rejected' }]);
  });

  test('given a key that came before, then its answer counts, whatever is left by now', async () => {
    const { reserve } = given([{ juice: 0 }], () => 'reserved');
    expect(await reserve(breakfast(['juice', 1]))).toBe('reserved');
  });

  test.each([
    ['enough', 1, 'reserved'],
    ['too little', 0, 'rejected'],
  ] as const)(
    'given that others took portions since they were counted and left %s, then it counts anew',
    async (_left, juice, outcome) => {
      const { reserve, decided } = given([{ juice: 9 }, { juice }], ({ state }) =>
        decided.length === 1 ? 'outdated' : state,
      );
      expect(await reserve(breakfast(['juice', 1]))).toBe(outcome);
      expect(decided.map(({ state }) => state)).toEqual(['reserved', outcome]);
    },
  );

  test('given an order released before, when its reservation comes late, then it is refused for good', async () => {
    const { reserve } = given([{ juice: 9 }], () => 'released');
    await expect(reserve(breakfast(['juice', 1]))).rejects.toMatchObject({
      code: 'already_undone',
      effect: 'none',
      retriable: false,
    });
  });
});

describe('releasing', () => {
  test('given an order to undo, then late reservations are barred before what is held goes back', async () => {
    const { release, did } = given([]);
    expect(await release('a')).toBe(1);
    expect(did).toEqual(['refuse a', 'release a']);
  });

  test('given that they can not be barred, then nothing goes back: whoever undoes must come again', async () => {
    const { store, did } = given([]);
    const lost = new AppError('unavailable', 'database_unavailable', 'gone', { effect: 'unknown' });
    const { release } = createStock({ ...store, refuseFromNowOn: () => Promise.reject(lost) });
    await expect(release('a')).rejects.toBe(lost);
    expect(did).toEqual([]);
  });
});
