import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import { message } from '../../testing/given.ts';
import { silentLog, silentMetrics } from '../../testing/silent.ts';
import type { LeadEvents } from './leading.ts';
import { createRelay, type Relay } from './relay.ts';

let relay: Relay | undefined;
afterEach(() => relay?.stop());

const confirmed = (orderId: string) => message(orderId, { case: 'orderConfirmed', value: {} });

/** A relay whose turn it is, over a table that holds `left`, and a broker that takes what `send` lets through. */
function setUp(
  options: { left?: OutgoingMessage[]; lingerMs?: number; fail?: number; begins?: boolean } = {},
) {
  let failures = options.fail ?? 0;
  const batches: string[][] = [];
  const marked: string[] = [];
  const measured = Promise.withResolvers<[rows: number, oldestMs: number]>();
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const check = (): void => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const told = jest.fn();
  const turn = { isMine: false, on: {} as LeadEvents };
  const left = options.left ?? [];
  const pool = {
    query: jest.fn(async ({ name, values }: { name: string; values: string[][] }) => {
      if (name === 'mark-outbox-rows-published') marked.push(...values[0]!);
      check();
      if (name === 'measure-outbox') return { rows: [{ rows: 12_345, oldestMs: 60_000 }] };
      return { rows: name === 'unpublished-outbox-rows' ? left.filter(isUnmarked) : [] };
    }),
  } as unknown as Pool;
  const isUnmarked = ({ eventId }: OutgoingMessage): boolean => !marked.includes(eventId);
  const send = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    failures -= 1;
    if (failures >= 0) throw new Error('the broker is away');
    batches.push(messages.map(({ key }) => key));
    check();
  };
  relay = createRelay({
    pool,
    send,
    lead: (on) => {
      turn.on = on;
      return { isMine: () => turn.isMine, tell: told, stop: async () => undefined };
    },
    lingerMs: options.lingerMs ?? 0,
    reach: () => undefined,
    log: silentLog,
    metrics: { ...silentMetrics, outboxMeasured: (...measure) => void measured.resolve(measure) },
  });
  const until = (condition: () => boolean): Promise<void> =>
    condition() ? Promise.resolve() : new Promise((resolve) => waiting.push({ until: condition, resolve }));
  relay.start();
  const begin = (): void => {
    turn.isMine = true;
    turn.on.begun();
  };
  const lose = (): void => {
    turn.isMine = false;
    turn.on.lost();
  };
  if (options.begins !== false) begin();
  /** It has looked at the table and found nothing. */
  const waits = async (): Promise<void> => {
    await until(() => jest.mocked(pool.query).mock.calls.length > 0);
    await turnOfTheLoop();
  };
  return { relay, waits, batches, marked, measured: measured.promise, until, left, told, turn, begin, lose };
}

describe('the relay', () => {
  test('publishes what it is woken with, and marks it afterwards', async () => {
    const { relay, batches, marked, until } = setUp();
    const messages = [confirmed('a'), confirmed('b')];
    relay.wake(messages);
    await until(() => marked.length === 2);
    expect(batches).toEqual([['a', 'b']]);
    expect(marked).toEqual(messages.map(({ eventId }) => eventId));
  });

  test('lingers for company', async () => {
    const { relay, batches, until } = setUp({ lingerMs: 1 });
    relay.wake([confirmed('a')]);
    relay.wake([confirmed('b')]);
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
    const { measured } = setUp();
    expect(await measured).toEqual([12_345, 60_000]);
  });

  test('publishes and marks what it has before it stops', async () => {
    const { relay, batches, marked } = setUp({ lingerMs: 60_000 });
    relay.wake([confirmed('a')]);
    await relay.stop();
    expect(batches).toEqual([['a']]);
    expect(marked).toHaveLength(1);
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
    turn.on.told();
    left.push(confirmed('of another'), confirmed('mine'));
    await relay.wake([left[1]!]);
    await until(() => batches.flat().length === 2);
    expect(batches).toEqual([['of another', 'mine']]);
  });

  test('when its turn is over: forgets what it has queued, and takes it up if its turn comes again', async () => {
    const { relay, batches, until, left, begin, lose } = setUp({ lingerMs: 1 });
    left.push(confirmed('a'));
    await relay.wake([left[0]!]);
    lose();
    begin();
    await until(() => batches.length === 1);
    await relay.stop();
    expect(batches).toEqual([['a']]);
  });

  test('when its turn is over while Kafka is away: gives up, so that it does not publish beside another', async () => {
    const { relay, batches, until, left, lose, begin } = setUp({ fail: 1 });
    left.push(confirmed('a'));
    await relay.wake([left[0]!]);
    lose();
    begin();
    await until(() => batches.length === 1);
    await relay.stop();
    expect(batches).toEqual([['a']]);
  });
});
