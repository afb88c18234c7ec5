import { describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { incoming } from '../../testing/given.ts';
import { silentLog } from '../../testing/silent.ts';
import type { Handler, Incoming } from '../receiving/handling.ts';
import { createBlock, withBlocking } from './blocking.ts';

const goOn = new AbortController().signal;
const at = (partition: number): Incoming => ({ ...incoming(), partition });

/** Refuses a batch with one of these in it, and remembers what it handled. */
function refusing(...bad: Incoming[]) {
  const handled: Incoming[] = [];
  const handler = jest.fn<Handler>(async (messages) => {
    if (messages.some((message) => bad.includes(message))) throw new AppError('poison', 'bad', 'bad');
    handled.push(...messages);
    return messages.map(() => 'processed');
  });
  return { handle: withBlocking(createBlock(silentLog), handler), handled };
}

describe('withBlocking', () => {
  test('what lies behind a bad message in its partition is not touched, the other partitions are handled', async () => {
    const [before, bad, other, behind, last] = [at(0), at(0), at(1), at(0), at(2)];
    const { handle, handled } = refusing(bad);
    expect(await handle([before, bad, other, behind, last], goOn)).toEqual([
      ...['processed', 'blocked', 'processed', 'blocked', 'processed'],
    ]);
    expect(handled).toEqual([before, other, last]);
  });

  test('two partitions can be blocked at once', async () => {
    const batch = [at(0), at(1), at(0), at(1), at(2)];
    const { handle, handled } = refusing(batch[0]!, batch[3]!);
    expect(await handle(batch, goOn)).toEqual(['blocked', 'processed', 'blocked', 'blocked', 'processed']);
    expect(handled).toEqual([batch[1], batch[4]]);
  });

  test('nothing stays blocked: what comes again is tried again', async () => {
    const bad = at(0);
    const good: Incoming[] = [];
    let isBad = true;
    const handle = withBlocking(createBlock(silentLog), async (messages) => {
      if (isBad) throw new AppError('poison', 'bad', 'bad');
      good.push(...messages);
      return messages.map(() => 'processed');
    });
    expect(await handle([bad], goOn)).toEqual(['blocked']);
    isBad = false;
    expect(await handle([bad], goOn)).toEqual(['processed']);
    expect(good).toEqual([bad]);
  });
});
