import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../../events.ts';
import { message } from '../../testing/given.ts';
import { silentLog, silentMetrics } from '../../testing/silent.ts';
import { createRelay, type Relay } from './relay.ts';

let relay: Relay | undefined;
afterEach(() => relay?.stop());

const confirmed = (orderId: string) => message(orderId, { case: 'orderConfirmed', value: {} });

/** A relay over a table that holds `left`, and a broker that takes what `send` lets through. */
function setUp(options: { left?: OutgoingMessage[]; lingerMs?: number; fail?: number } = {}) {
  let failures = options.fail ?? 0;
  const batches: string[][] = [];
  const marked: string[] = [];
  const measured = Promise.withResolvers<[rows: number, oldestMs: number]>();
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const check = (): void => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const pool = {
    query: jest.fn(async ({ name, values }: { name: string; values: string[][] }) => {
      if (name === 'mark-outbox-rows-published') marked.push(...values[0]!);
      check();
      if (name === 'measure-outbox') return { rows: [{ rows: 12_345, oldestMs: 60_000 }] };
      return { rows: name === 'unpublished-outbox-rows' ? (options.left ?? []) : [] };
    }),
  } as unknown as Pool;
  const send = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    failures -= 1;
    if (failures >= 0) throw new Error('the broker is away');
    batches.push(messages.map(({ key }) => key));
    check();
  };
  relay = createRelay({
    pool,
    send,
    lingerMs: options.lingerMs ?? 0,
    reach: () => undefined,
    log: silentLog,
    metrics: { ...silentMetrics, outboxMeasured: (...measure) => void measured.resolve(measure) },
  });
  const until = (condition: () => boolean): Promise<void> =>
    condition() ? Promise.resolve() : new Promise((resolve) => waiting.push({ until: condition, resolve }));
  return { relay, batches, marked, measured: measured.promise, until };
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
    const { relay, batches, until } = setUp();
    for (const key of ['a', 'b', 'c']) relay.wake([confirmed(key)]);
    await until(() => batches.flat().length === 3);
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  test('tries again what the broker did not take, before anything newer', async () => {
    const { relay, batches, until } = setUp({ fail: 2 });
    relay.wake([confirmed('a')]);
    relay.wake([confirmed('b')]);
    await until(() => batches.flat().length === 2);
    expect(batches).toEqual([['a'], ['b']]);
  });

  test('publishes at its start what is left from before', async () => {
    const { relay, batches, until } = setUp({ left: [confirmed('left')] });
    relay.start();
    await until(() => batches.length === 1);
    expect(batches).toEqual([['left']]);
  });

  test('does not take twice what a sweep finds and it has at hand already', async () => {
    const known = confirmed('a');
    const { relay, batches, marked, until } = setUp({ left: [known] });
    relay.wake([known]);
    relay.start();
    await until(() => marked.length === 1);
    expect(batches).toEqual([['a']]);
  });

  test('leaves in the table what is too much for its memory, and takes it up from there', async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => confirmed(`${index}`));
    const { relay, batches, until } = setUp({ left: many.slice(0, 4_000) });
    relay.wake(many);
    expect(batches).toEqual([]);
    relay.start();
    await until(() => batches.flat().length === 4_000);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(500);
  });

  test('measures what lies in the table, not what it has at hand', async () => {
    const { relay, measured } = setUp();
    relay.start();
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
