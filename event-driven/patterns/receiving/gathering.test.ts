import { describe, expect, test } from '@jest/globals';
import { createGathering } from './gathering.ts';

describe('a gathering', () => {
  test('what is added within a tick is handled at once', async () => {
    const handled: number[][] = [];
    const { add } = createGathering<number>(async (items) => void handled.push([...items]));
    await Promise.all([add(1), add(2), add(3)]);
    await add(4);
    expect(handled).toEqual([[1, 2, 3], [4]]);
  });

  test('what is added meanwhile is handled afterwards, never at the same time', async () => {
    const first = Promise.withResolvers<void>();
    const log: string[] = [];
    const { add } = createGathering<number>(async ([item]) => {
      log.push(`begin ${item}`);
      if (item === 1) await first.promise;
      log.push(`end ${item}`);
    });
    const one = add(1);
    await Promise.resolve();
    await Promise.resolve();
    const two = add(2);
    first.resolve();
    await Promise.all([one, two]);
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('those who added hear of a failure, and the next gathering is not harmed', async () => {
    const { add, settled } = createGathering<number>(async ([item]) => {
      if (item === 1) throw new Error('no');
    });
    const results = await Promise.allSettled([add(1), add(1)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    await add(2);
  });
});
