import { describe, expect, test } from '@jest/globals';
import { createMetrics } from './metrics.ts';

const linesOf = async (metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> => {
  const { body } = await metrics.scrape();
  return body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
};

describe('metrics', () => {
  test('of a kitchen: every series says which service and which architecture', async () => {
    const { body } = await createMetrics('stock', 'event-driven').scrape();
    const series = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(series.length).toBeGreaterThan(20);
    for (const line of series) {
      expect(line).toContain('service="stock"');
      expect(line).toContain('architecture="event-driven"');
    }
  });

  test('of a program that is the same in both: says nothing of the architecture, so that who scrapes can', async () => {
    const { body } = await createMetrics('gateway', 'both').scrape();
    expect(body).toContain('service="gateway"');
    expect(body).not.toContain('architecture=');
  });

  test('orders: every ending is there with 0 before the first order', async () => {
    const metrics = createMetrics('orders', 'event-driven');
    metrics.takesOrders(['out_of_stock', 'unavailable']);
    expect(await linesOf(metrics, 'orders_total')).toHaveLength(4);
    expect(await linesOf(metrics, 'order_completion_seconds_count')).toHaveLength(3);
    for (const line of await linesOf(metrics, 'orders_total')) expect(line).toMatch(/ 0$/);
  });

  test('an order that took 2 s: counts as one of those within 2 s, not as one within 1 s', async () => {
    const metrics = createMetrics('orders', 'event-driven');
    metrics.orderReached('confirmed', null, 2_000);
    const buckets = await linesOf(metrics, 'order_completion_seconds_bucket');
    expect(buckets.find((line) => line.includes('le="1"'))).toMatch(/ 0$/);
    expect(buckets.find((line) => line.includes('le="2"'))).toMatch(/ 1$/);
  });

  test('a pool: is looked at whenever somebody scrapes', async () => {
    const metrics = createMetrics('stock', 'event-driven');
    const use = { idle: 1, busy: 2, limit: 10, waiting: 3 };
    metrics.watchPool(() => use);
    expect(await linesOf(metrics, 'postgres_pool_waiting_requests')).toEqual([expect.stringMatching(/ 3$/)]);
    use.waiting = 0;
    expect(await linesOf(metrics, 'postgres_pool_waiting_requests')).toEqual([expect.stringMatching(/ 0$/)]);
    const connections = await linesOf(metrics, 'postgres_pool_connections');
    expect(connections.find((line) => line.includes('state="busy"'))).toMatch(/ 2$/);
    expect(connections.find((line) => line.includes('state="idle"'))).toMatch(/ 1$/);
  });

  test('groups whose broker is silent: have no lag and no members that could be mistaken for real ones', async () => {
    const metrics = createMetrics('lag', 'event-driven');
    const groups = metrics.watchGroups();
    groups.answered();
    groups.lagMeasured('stock', 'orders', 7);
    groups.membersCounted('stock', 1);
    expect(await linesOf(metrics, 'kafka_consumer_group_lag_messages')).toEqual([
      expect.stringMatching(/ 7$/),
    ]);
    groups.silent();
    expect(await linesOf(metrics, 'kafka_consumer_group_lag_messages')).toEqual([]);
    expect(await linesOf(metrics, 'kafka_consumer_group_members')).toEqual([]);
    expect(await linesOf(metrics, 'kafka_up')).toEqual([expect.stringMatching(/ 0$/)]);
  });
});
