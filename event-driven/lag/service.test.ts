import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '#shared/platform/metrics.ts';
import { silentLog } from '../testing/silent.ts';
import type { GroupView } from './groups.ts';
import { createLagWatch } from './service.ts';

type Seen = Awaited<ReturnType<GroupView['look']>>;

/** A watch that is shown these one after the other; `undefined` is a Kafka that does not answer. */
function watching(...shown: (Seen | undefined)[]) {
  const metrics = createMetrics('lag', 'event-driven');
  const look = async (): Promise<Seen> => {
    const seen = shown.shift();
    if (seen === undefined) throw new Error('no answer');
    return seen;
  };
  const watch = createLagWatch({ look }, metrics.watchGroups(), silentLog);
  const valuesOf = async (name: string): Promise<Record<string, number>> => {
    const { body } = await metrics.scrape();
    const lines = body.split('\n').filter((line) => line.startsWith(`${name}{`));
    const pairs = lines.map((line) => {
      const of = (label: string) => new RegExp(`${label}="([^"]+)"`).exec(line)?.[1];
      return [
        [of('group'), of('topic')].filter((value) => value !== undefined).join(' '),
        Number(line.slice(line.lastIndexOf(' '))),
      ] as const;
    });
    return Object.fromEntries(pairs);
  };
  return { watch, valuesOf };
}

const stock = (members: string[], committed: number, end: number): Seen => ({
  groups: [{ group: 'stock', state: members.length > 0 ? 'Stable' : 'Empty', members, topics: [] }],
  places: [
    { group: 'stock', topic: 'orders', partition: 0, committed, end },
    { group: 'stock', topic: 'orders', partition: 1, committed: 5, end: 6 },
    { group: 'stock', topic: 'payments', partition: 0, committed: 2, end: 2 },
  ],
});

describe('lag', () => {
  test('of a group: is summed up over the partitions of a topic', async () => {
    const { watch, valuesOf } = watching(stock(['a'], 10, 30));
    await watch();
    expect(await valuesOf('kafka_consumer_group_lag_messages')).toEqual({
      'stock orders': 21,
      'stock payments': 0,
    });
  });

  test('of a dead consumer: goes on growing, and its group has no members', async () => {
    const { watch, valuesOf } = watching(stock(['a'], 10, 10), stock([], 10, 110));
    await watch();
    await watch();
    expect(await valuesOf('kafka_consumer_group_lag_messages')).toMatchObject({ 'stock orders': 101 });
    expect(await valuesOf('kafka_consumer_group_members')).toEqual({ stock: 0 });
  });

  test('a place that was read after the end: is no lag, and no negative one', async () => {
    const { watch, valuesOf } = watching(stock(['a'], 31, 30));
    await watch();
    expect(await valuesOf('kafka_consumer_group_lag_messages')).toMatchObject({ 'stock orders': 1 });
  });

  test('a Kafka that does not answer: nothing is known of any group', async () => {
    const { watch, valuesOf } = watching(stock(['a'], 10, 30), undefined);
    await watch();
    await watch();
    expect(await valuesOf('kafka_consumer_group_lag_messages')).toEqual({});
    expect(await valuesOf('kafka_consumer_group_members')).toEqual({});
  });
});

describe('rebalances', () => {
  test.each([
    ['as long as the members stay', [['a'], ['a']], 0],
    ['when a consumer dies, before another one comes', [['a'], []], 0],
    ['when a new process takes its place', [['a'], [], ['b']], 1],
    ['when a new process takes its place between two looks', [['a'], ['b']], 1],
    ['when a second one joins, and leaves', [['a'], ['a', 'b'], ['a']], 2],
  ])('%s: are counted rightly', async (_situation, members, expected) => {
    const { watch, valuesOf } = watching(...members.map((ids) => stock(ids, 0, 0)));
    for (const _look of members) await watch();
    expect(await valuesOf('kafka_consumer_group_rebalances_total')).toEqual({ stock: expected });
  });

  test('seen in the middle, the dead member beside the new one: is one rebalance, not two', async () => {
    const middle = stock(['a', 'b'], 0, 0);
    middle.groups[0]!.state = 'PreparingRebalance';
    const { watch, valuesOf } = watching(stock(['a'], 0, 0), middle, stock(['b'], 0, 0));
    for (let look = 0; look < 3; look += 1) await watch();
    expect(await valuesOf('kafka_consumer_group_rebalances_total')).toEqual({ stock: 1 });
  });
});
