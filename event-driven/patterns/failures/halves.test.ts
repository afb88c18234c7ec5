import { describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { incoming } from '../../testing/given.ts';
import type { Handler, Incoming } from '../receiving/handling.ts';
import { byHalves, type PutAside } from './halves.ts';

const goOn = new AbortController().signal;
const batch = Array.from({ length: 16 }, () => incoming());

/** Refuses a batch with one of these in it, and remembers what it handled. */
function refusing(bad: readonly Incoming[]) {
  const handled: Incoming[] = [];
  const handler = jest.fn<Handler>(async (messages) => {
    if (messages.some((message) => bad.includes(message))) throw new AppError('poison', 'bad', 'bad');
    handled.push(...messages);
    return messages.map(() => 'processed');
  });
  return { handler, handled };
}

describe('byHalves', () => {
  test.each([[[0]], [[7]], [[15]], [[3, 4]], [[0, 5, 15]]])(
    'given bad messages at %j, when the batch is handled, then only they are buried, and the rest keeps its order',
    async (places) => {
      const bad = places.map((place) => batch[place]!);
      const { handler, handled } = refusing(bad);
      const bury = jest.fn<PutAside>(async () => 'dead-lettered');
      const outcomes = await byHalves(bury, handler)(batch, goOn);
      expect(bury.mock.calls.map(([message]) => message)).toEqual(bad);
      expect(handled).toEqual(batch.filter((message) => !bad.includes(message)));
      expect(outcomes).toEqual(
        batch.map((message) => (bad.includes(message) ? 'dead-lettered' : 'processed')),
      );
    },
  );

  test('given a good batch, then it is handled once, as a whole', async () => {
    const { handler } = refusing([]);
    await byHalves(async () => 'dead-lettered', handler)(batch, goOn);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('given that we stop, when the handler gives up, then nothing is buried for it', async () => {
    const stop = new AbortController();
    stop.abort();
    const bury = jest.fn<PutAside>(async () => 'dead-lettered');
    const { handler } = refusing(batch);
    await expect(byHalves(bury, handler)(batch, stop.signal)).rejects.toMatchObject({ code: 'bad' });
    expect(bury).not.toHaveBeenCalled();
  });
});
