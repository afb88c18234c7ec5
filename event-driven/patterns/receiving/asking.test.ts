import { describe, expect, jest, test } from '@jest/globals';
import type { Reach } from '#shared/platform/failpoints.ts';
import { incoming } from '../../testing/given.ts';
import type { Patience } from '../failures/retry.ts';
import { type Admissible, withAnswers } from './asking.ts';
import type { Handler, Incoming } from './handling.ts';
import { type Reaction, when, whenAnswered } from './reactions.ts';

const goOn = new AbortController().signal;
const all: Admissible = async (batch) => new Set(batch);
const once: Patience = (work) => work();
const never: Reach = () => undefined;
const released = (orderId: string) => incoming(orderId, { case: 'stockReleased', value: {} });
const confirmed = (orderId: string) => incoming(orderId, { case: 'orderConfirmed', value: {} });

/** Answers with the order's id, after a turn of the loop; notes how many are asked at the same time. */
function asker(fails: ReadonlySet<string> = new Set()) {
  const seen = { atOnce: 0, most: 0 };
  const ask = async ({ orderId }: { orderId: string }): Promise<string> => {
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    seen.atOnce -= 1;
    if (fails.has(orderId)) throw new Error(`no answer about ${orderId}`);
    return `answer about ${orderId}`;
  };
  const reactions: Reaction[] = [
    whenAnswered(['stockReleased'], ask, async () => []),
    when(['orderConfirmed'], async () => []),
  ];
  return { reactions, seen };
}

describe('withAnswers', () => {
  test('each message gets its own answer, and those that need none are left alone', async () => {
    const handler = jest.fn<Handler>(async (batch) => batch.map(() => 'processed'));
    const { reactions } = asker();
    await withAnswers(
      reactions,
      all,
      once,
      never,
      handler,
    )([released('a'), confirmed('b'), released('c')], goOn);
    const answers = handler.mock.calls[0]![0].map(({ answer }: Incoming) => answer);
    expect(answers).toEqual(['answer about a', undefined, 'answer about c']);
  });

  test('nothing is asked about a message that is going to be dropped', async () => {
    const handler = jest.fn<Handler>(async (batch) => batch.map(() => 'processed'));
    const { reactions } = asker(new Set(['dropped']));
    const [dropped, kept] = [released('dropped'), released('kept')];
    await withAnswers(reactions, async () => new Set([kept]), once, never, handler)([dropped, kept], goOn);
    expect(handler.mock.calls[0]![0].map(({ answer }) => answer)).toEqual([undefined, 'answer about kept']);
  });

  test('many are asked at a time, but not all of a backlog', async () => {
    const handler: Handler = async (batch) => batch.map(() => 'processed');
    const { reactions, seen } = asker();
    await withAnswers(
      reactions,
      all,
      once,
      never,
      handler,
    )(
      Array.from({ length: 200 }, (_, index) => released(`${index}`)),
      goOn,
    );
    expect(seen.most).toBe(32);
  });

  test('when one is refused, the batch fails, and only after nothing of it is asked any more', async () => {
    const handler = jest.fn<Handler>(async () => []);
    const { reactions, seen } = asker(new Set(['b']));
    const batch = ['a', 'b', 'c', 'd'].map(released);
    await expect(withAnswers(reactions, all, once, never, handler)(batch, goOn)).rejects.toThrow(
      'no answer about b',
    );
    expect(seen.atOnce).toBe(0);
    expect(handler).not.toHaveBeenCalled();
  });

  test('given a slow answer, when we stop, then nothing more is asked and the batch fails', async () => {
    const handler = jest.fn<Handler>(async () => []);
    const stopped = new AbortController();
    const answer = Promise.withResolvers<string>();
    const ask = jest.fn(() => answer.promise);
    const handle = withAnswers(
      [whenAnswered(['stockReleased'], ask, async () => [])],
      all,
      once,
      never,
      handler,
    );
    const batch = Array.from({ length: 200 }, (_, index) => released(`${index}`));
    const handled = handle(batch, stopped.signal);
    stopped.signal.addEventListener('abort', () => answer.resolve('late'));
    // Once all that are asked at a time have been asked.
    await new Promise((resolve) => setImmediate(resolve));
    stopped.abort(new Error('stopping'));
    await expect(handled).rejects.toThrow('stopping');
    expect(ask).toHaveBeenCalledTimes(32);
    expect(handler).not.toHaveBeenCalled();
  });

  test('a batch that is handled again, or in parts, is not asked about again; what is delivered again is', async () => {
    const handler: Handler = async () => {
      throw new Error('not written');
    };
    const asked: string[] = [];
    const ask = async ({ orderId }: { orderId: string }) => void asked.push(orderId);
    const handle = withAnswers(
      [whenAnswered(['stockReleased'], ask, async () => [])],
      all,
      once,
      never,
      handler,
    );
    const batch = ['a', 'b'].map(released);
    for (const part of [batch, batch, [batch[0]!]])
      await expect(handle(part, goOn)).rejects.toThrow('not written');
    expect(asked).toEqual(['a', 'b']);
    await expect(handle([released('a')], goOn)).rejects.toThrow('not written');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  test('one can die with the answers in hand, but not where nothing was asked', async () => {
    const handler: Handler = async (batch) => batch.map(() => 'processed');
    const { reactions } = asker();
    const reach = jest.fn<Reach>();
    const handle = withAnswers(reactions, all, once, reach, handler);
    await handle([confirmed('a')], goOn);
    expect(reach).not.toHaveBeenCalled();
    await handle([released('a')], goOn);
    expect(reach).toHaveBeenCalledWith('after-charge-before-record');
  });

  test('each question has its own patience', async () => {
    const asked = jest.fn(once);
    const { reactions } = asker();
    const handler: Handler = async (batch) => batch.map(() => 'processed');
    await withAnswers(
      reactions,
      all,
      asked as Patience,
      never,
      handler,
    )([released('a'), released('b')], goOn);
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
