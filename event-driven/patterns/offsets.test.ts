import { describe, expect, jest, test } from '@jest/globals';
import { silentLog } from '../testing/silent.ts';
import { createOffsets, type Offset } from './offsets.ts';

const NEVER_MS = 1_000_000;

describe('offsets', () => {
  test('of each partition the last is committed, as the next to read', async () => {
    const commit = jest.fn(async (_offsets: Offset[]) => undefined);
    const offsets = createOffsets(commit, NEVER_MS, silentLog);
    offsets.handled('stock', 0, '41');
    offsets.handled('stock', 0, '99');
    offsets.handled('stock', 1, '9007199254740993');
    await offsets.commit();
    expect(commit.mock.calls[0]![0]).toEqual([
      { topic: 'stock', partition: 0, offset: '100' },
      { topic: 'stock', partition: 1, offset: '9007199254740994' },
    ]);
  });

  test('nothing new is nothing to commit', async () => {
    const commit = jest.fn(async (_offsets: Offset[]) => undefined);
    const offsets = createOffsets(commit, NEVER_MS, silentLog);
    offsets.handled('stock', 0, '1');
    await offsets.commit();
    await offsets.commit();
    expect(commit).toHaveBeenCalledTimes(1);
  });

  test('they are committed by themselves after a while', async () => {
    const committed = Promise.withResolvers<Offset[]>();
    const offsets = createOffsets(async (all) => committed.resolve(all), 1, silentLog);
    offsets.handled('stock', 0, '1');
    expect(await committed.promise).toHaveLength(1);
  });

  test('a commit that fails harms nobody', async () => {
    const offsets = createOffsets(async () => Promise.reject(new Error('rebalancing')), NEVER_MS, silentLog);
    offsets.handled('stock', 0, '1');
    await offsets.commit();
  });
});
