import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { message } from '../../testing/given.ts';
import { givenRelay } from '../../testing/relay.ts';
import type { Relay } from './relay.ts';

let relay: Relay | undefined;
afterEach(() => relay?.stop());

const confirmed = (orderId: string) => message(orderId, { case: 'orderConfirmed', value: {} });

function setUp(...options: Parameters<typeof givenRelay>) {
  const given = givenRelay(...options);
  relay = given.relay;
  return given;
}

describe('the relay', () => {
  test('publishes what it is woken with, and marks it afterwards', async () => {
    const { commit, batches, marked, until } = setUp();
    const messages = [confirmed('a'), confirmed('b')];
    commit(...messages);
    await until(() => marked.length === 2);
    expect(batches).toEqual([['a', 'b']]);
    expect(marked).toEqual(messages.map(({ eventId }) => eventId));
  });

  test('lingers for company', async () => {
    const { commit, batches, until } = setUp({ lingerMs: 1 });
    commit(confirmed('a'));
    commit(confirmed('b'));
    await until(() => batches.length === 1);
    expect(batches).toEqual([['a', 'b']]);
  });

  test('has one batch in flight, and keeps the order', async () => {
    const { relay, waits, batches, until } = setUp();
    await waits();
    for (const key of ['a', 'b', 'c']) relay.wake([confirmed(key)]);
    await until(() => batches.flat().length === 3);
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  test('tries again what the broker did not take, before anything newer', async () => {
    const { relay, waits, batches, until } = setUp({ fail: 2 });
    await waits();
    relay.wake([confirmed('a')]);
    relay.wake([confirmed('b')]);
    await until(() => batches.flat().length === 2);
    expect(batches).toEqual([['a'], ['b']]);
  });

  test('publishes at its start what is left from before', async () => {
    const { batches, until } = setUp({ left: [confirmed('left')] });
    await until(() => batches.length === 1);
    expect(batches).toEqual([['left']]);
  });

  test('does not take twice what a sweep finds and it has at hand already', async () => {
    const known = confirmed('a');
    const { relay, batches, marked, until } = setUp({ left: [known] });
    relay.wake([known]);
    await until(() => marked.length === 1);
    expect(batches).toEqual([['a']]);
  });

  test('leaves in the table what is too much for its memory, and takes it up from there', async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => confirmed(`${index}`));
    const { relay, batches, until } = setUp({ left: many.slice(0, 4_000) });
    relay.wake(many);
    expect(batches).toEqual([]);
    await until(() => batches.flat().length === 4_000);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(500);
  });

  test('measures what lies in the table, not what it has at hand', async () => {
    const { measuring } = setUp();
    expect(await measuring).toEqual([12_345, 60_000]);
  });

  test('alone: publishes what it is woken with, and does not read the table for it', async () => {
    const { relay, asked, waits, batches, until } = setUp();
    await waits();
    const before = asked('unpublished-outbox-rows');
    relay.wake([confirmed('a')]);
    await until(() => batches.length === 1);
    expect(asked('unpublished-outbox-rows')).toBe(before);
  });

  test('publishes and marks what it has before it stops', async () => {
    const { relay, commit, waits, batches, marked } = setUp({ lingerMs: 1 });
    await waits();
    commit(confirmed('a'));
    await relay.stop();
    expect(batches).toEqual([['a']]);
    expect(marked).toHaveLength(1);
  });

  test('stops while it is told of more and more: finishes its batch, and leaves the rest to whoever is next', async () => {
    const { promise: slowly, resolve: goOn } = Promise.withResolvers<void>();
    const { relay, commit, turn, batches, marked, until, left } = setUp({ slowly });
    commit(confirmed('a'));
    await until(() => batches.length === 1);
    commit(confirmed('b'));
    const stopped = relay.stop();
    left.push(confirmed('c'));
    turn.on.told();
    goOn();
    await stopped;
    expect(batches).toEqual([['a']]);
    expect(marked).toEqual([left[0]!.eventId]);
  });
});

describe('the relay, one of several', () => {
  test('publishes nothing while it is not its turn, and tells who leads', async () => {
    const { relay, batches, told } = setUp({ begins: false });
    await relay.wake([confirmed('a')]);
    await relay.stop();
    expect(told).toHaveBeenCalledTimes(1);
    expect(batches).toEqual([]);
  });

  test('when its turn begins: publishes what is in the table', async () => {
    const { relay, batches, until, left, begin } = setUp({ begins: false });
    left.push(confirmed('of another'), confirmed('mine'));
    await relay.wake([left[1]!]);
    begin();
    await until(() => batches.length === 1);
    expect(batches).toEqual([['of another', 'mine']]);
  });

  test('when another tells of rows: they are read and published', async () => {
    const { batches, until, left, turn } = setUp();
    left.push(confirmed('of another'));
    turn.on.told();
    await until(() => batches.length === 1);
    expect(batches).toEqual([['of another']]);
  });

  test('where others are: its own rows come from the table, too, behind what others committed before', async () => {
    const { relay, batches, until, left, turn } = setUp();
    turn.isAlone = false;
    turn.on.told();
    left.push(confirmed('of another'), confirmed('mine'));
    await relay.wake([left[1]!]);
    await until(() => batches.flat().length === 2);
    expect(batches).toEqual([['of another', 'mine']]);
  });

  test('while it does not know whether it is alone: its own rows come from the table, although nobody has told it', async () => {
    const { relay, waits, turn, batches, until, left } = setUp({ begins: false });
    turn.isAlone = false;
    turn.isMine = true;
    turn.on.begun();
    await waits();
    left.push(confirmed('of another'), confirmed('mine'));
    await relay.wake([left[1]!]);
    await until(() => batches.flat().length === 2);
    expect(batches).toEqual([['of another', 'mine']]);
  });

  test('loses its turn during a sweep and has it again: sweeps as often as before', async () => {
    jest.useFakeTimers();
    try {
      const { promise: slowly, resolve: goOn } = Promise.withResolvers<void>();
      const { asked, begin, lose } = setUp({ slowly });
      await jest.advanceTimersByTimeAsync(1_000);
      expect(asked('measure-outbox')).toBe(1);
      lose();
      begin();
      goOn();
      await jest.advanceTimersByTimeAsync(3_500);
      expect(asked('measure-outbox')).toBe(1 + 3);
    } finally {
      jest.useRealTimers();
    }
  });

  test.each([
    ['forgets what it has queued, and takes it up if its turn comes again', { lingerMs: 1 }],
    ['and Kafka is away: gives up, so that it does not publish beside another', { fail: 1 }],
  ])('when its turn is over, %s', async (_what, options) => {
    const { relay, batches, until, left, begin, lose } = setUp(options);
    left.push(confirmed('a'));
    await relay.wake([left[0]!]);
    lose();
    begin();
    await until(() => batches.length === 1);
    await relay.stop();
    expect(batches).toEqual([['a']]);
  });
});
