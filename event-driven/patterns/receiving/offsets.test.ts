import { describe, expect, jest, test } from '@jest/globals';
import { silentLog } from '../../testing/silent.ts';
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

  test('given a commit that fails, when no message follows, then it is tried again by itself', async () => {
    const committed = Promise.withResolvers<Offset[]>();
    const commit = jest.fn(async (offsets: Offset[]) => committed.resolve(offsets));
    commit.mockRejectedValueOnce(new Error('rebalancing'));
    const offsets = createOffsets(commit, 1, silentLog);
    offsets.handled('stock', 0, '1');
    expect(await committed.promise).toEqual([{ topic: 'stock', partition: 0, offset: '2' }]);
    await offsets.stop();
    expect(commit).toHaveBeenCalledTimes(2);
  });

  test('given a commit under way, when it ends, then what was handled meanwhile is still to be committed', async () => {
    const first = Promise.withResolvers<void>();
    const commit = jest.fn(async (_offsets: Offset[]): Promise<void> => undefined);
    commit.mockReturnValueOnce(first.promise);
    const offsets = createOffsets(commit, NEVER_MS, silentLog);
    offsets.handled('stock', 0, '1');
    const earlier = offsets.commit();
    await Promise.resolve();
    offsets.handled('stock', 0, '2');
    const later = offsets.stop();
    await Promise.resolve();
    expect(commit).toHaveBeenCalledTimes(1);
    first.resolve();
    await Promise.all([earlier, later]);
    expect(commit.mock.calls.map(([[offset]]) => offset!.offset)).toEqual(['2', '3']);
  });

  test('given partitions that went to others, when the group was joined, then only the own are committed', async () => {
    const commit = jest.fn(async (_offsets: Offset[]): Promise<void> => undefined);
    commit.mockRejectedValueOnce(new Error('rebalancing'));
    const offsets = createOffsets(commit, NEVER_MS, silentLog);
    offsets.handled('stock', 0, '1');
    offsets.handled('stock', 1, '1');
    await offsets.commit();
    offsets.joined((_topic, partition) => partition === 1);
    await offsets.stop();
    expect(commit.mock.calls[1]).toEqual([[{ topic: 'stock', partition: 1, offset: '2' }]]);
    expect(commit).toHaveBeenCalledTimes(2);
  });

  test('given a last commit that fails, when it was stopped, then it is not tried again', async () => {
    const commit = jest.fn(() => Promise.reject(new Error('Kafka is gone')));
    const offsets = createOffsets(commit, 1, silentLog);
    offsets.handled('stock', 0, '1');
    await offsets.stop();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(commit).toHaveBeenCalledTimes(1);
  });
});
