import { describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { incoming } from '../../testing/given.ts';
import { silentLog } from '../../testing/silent.ts';
import { createGivingUp, type GivingUp, type Round } from '../failures/giving-up.ts';
import { type Admissible, withAnswers } from './asking.ts';
import type { Handler } from './handling.ts';
import { type Reaction, when, whenAnswered } from './reactions.ts';

const patient = createGivingUp(silentLog);
const goOn = new AbortController().signal;
const all: Admissible = async (batch) => new Set(batch);
const released = (orderId: string) => incoming(orderId, { case: 'stockReleased', value: {} });
const confirmed = (orderId: string) => incoming(orderId, { case: 'orderConfirmed', value: {} });
const away = new AppError('unavailable', 'bank_failed', 'away');
const broken = new AppError('invalid', 'bank_refused', 'no');

const processing = () => jest.fn<Handler>(async (batch) => batch.map(() => 'processed'));
const handled = (handler: ReturnType<typeof processing>) =>
  handler.mock.calls.map(([batch]) => batch.map(({ key, answer }) => [key, answer]));

/** Answers with the order's id, after a turn of the loop; notes how many are asked at the same time. */
function asker(fails: Readonly<Record<string, AppError>> = {}) {
  const seen = { atOnce: 0, most: 0, asked: [] as string[] };
  const ask = async ({ orderId }: { orderId: string }): Promise<string> => {
    seen.asked.push(orderId);
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    seen.atOnce -= 1;
    if (fails[orderId] !== undefined) throw fails[orderId];
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
    const handler = processing();
    const { reactions } = asker();
    const batch = [released('a'), confirmed('b'), released('c')];
    await withAnswers(reactions, all, patient, handler)(batch, goOn);
    expect(handled(handler)).toEqual([
      [
        ['a', 'answer about a'],
        ['b', undefined],
        ['c', 'answer about c'],
      ],
    ]);
  });

  test('nothing is asked about a message that is going to be dropped', async () => {
    const handler = processing();
    const { reactions, seen } = asker();
    const [dropped, kept] = [released('dropped'), released('kept')];
    const admissible: Admissible = async () => new Set([kept]);
    await withAnswers(reactions, admissible, patient, handler)([dropped, kept], goOn);
    expect(seen.asked).toEqual(['kept']);
    expect(handled(handler)[0]![0]).toEqual(['dropped', undefined]);
  });

  test('many are asked at a time, but not all of a backlog', async () => {
    const { reactions, seen } = asker();
    const batch = Array.from({ length: 200 }, (_, index) => released(`${index}`));
    await withAnswers(reactions, all, patient, processing())(batch, goOn);
    expect(seen.most).toBe(32);
  });

  test('given one without an answer, then it waits with what comes after it about its order, and the others are handled', async () => {
    const handler = processing();
    const { reactions } = asker({ b: away });
    const batch = [released('a'), confirmed('b'), released('b'), confirmed('b'), released('c')];
    const outcomes = await withAnswers(reactions, all, patient, handler)(batch, goOn);
    expect(outcomes).toEqual(['processed', 'processed', 'waiting', 'waiting', 'processed']);
    expect(handled(handler)[0]!.map(([key]) => key)).toEqual(['a', 'b', 'c']);
  });

  test('given no answer at all, then all of them wait, and no transaction is begun', async () => {
    const handler = processing();
    const { reactions } = asker({ a: away, b: away });
    const handle = withAnswers(reactions, all, patient, handler);
    expect(await handle([released('a'), released('b')], goOn)).toEqual(['waiting', 'waiting']);
    expect(handler).not.toHaveBeenCalled();
  });

  test('one that failed a moment ago is not asked about again, but waits', async () => {
    const { reactions, seen } = asker();
    const notDue: GivingUp = { ...patient, isDue: () => false };
    expect(await withAnswers(reactions, all, notDue, processing())([released('a')], goOn)).toEqual([
      'waiting',
    ]);
    expect(seen.asked).toEqual([]);
  });

  test('what came of it is told to whoever gives up', async () => {
    const note = jest.fn<(round: Round) => void>();
    const { reactions } = asker({ b: away });
    const [a, b, c] = [released('a'), released('b'), confirmed('c')];
    await withAnswers(reactions, all, { ...patient, note }, processing())([a, b, c], goOn);
    expect(note).toHaveBeenCalledWith({ answered: [a], failed: new Map([[b, away]]) });
  });

  test('given one that was given up, then the batch fails before anybody is asked', async () => {
    const { reactions, seen } = asker();
    const hopeless = new AppError('poison', 'bank_failed', 'no');
    const refuseHopeless = (): never => {
      throw hopeless;
    };
    const handle = withAnswers(reactions, all, { ...patient, refuseHopeless }, processing());
    await expect(handle([released('a')], goOn)).rejects.toBe(hopeless);
    expect(seen.asked).toEqual([]);
  });

  test('when one is refused, the batch fails, and only after nothing of it is asked any more', async () => {
    const handler = processing();
    const { reactions, seen } = asker({ b: broken });
    const batch = ['a', 'b', 'c', 'd'].map(released);
    await expect(withAnswers(reactions, all, patient, handler)(batch, goOn)).rejects.toBe(broken);
    expect(seen.atOnce).toBe(0);
    expect(handler).not.toHaveBeenCalled();
  });

  test('given a slow answer, when we stop, then nothing more is asked and the batch fails', async () => {
    const handler = processing();
    const stopped = new AbortController();
    const answer = Promise.withResolvers<string>();
    const ask = jest.fn(() => answer.promise);
    const reactions = [whenAnswered(['stockReleased'], ask, async () => [])];
    const batch = Array.from({ length: 200 }, (_, index) => released(`${index}`));
    const done = withAnswers(reactions, all, patient, handler)(batch, stopped.signal);
    stopped.signal.addEventListener('abort', () => answer.resolve('late'));
    // Once all that are asked at a time have been asked.
    await new Promise((resolve) => setImmediate(resolve));
    stopped.abort(new Error('stopping'));
    await expect(done).rejects.toThrow('stopping');
    expect(ask).toHaveBeenCalledTimes(32);
    expect(handler).not.toHaveBeenCalled();
  });
});
