import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { createMetrics } from '#shared/platform/metrics.ts';
import { faultsOf, usesOf } from '../../harness/observe/lab-metrics.ts';
import { QUERIES } from './queries.ts';

/** As Grafana would fill them in. */
const filledIn = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '4s')
    .replaceAll('$__range', '5m')
    .replaceAll('$architecture', 'event-driven')
    .replaceAll('$service', 'payments');

/** What can not be parsed, and the names of the metrics in it. */
function look(expr: string): { wrong: string[]; metrics: string[] } {
  const wrong: string[] = [];
  const metrics: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, name, from, to }) {
      if (type.isError) wrong.push(expr.slice(Math.max(0, from - 20), to + 20));
      // The name before the braces of a selector.
      if (name === 'Identifier') metrics.push(expr.slice(from, to));
    },
  });
  return { wrong, metrics };
}

/** Made by k6 (its remote write output and load-tests/orders.ts) and by Prometheus itself: in no file here. */
const OF_OTHERS = [
  'k6_orders_answered_total',
  'k6_dropped_iterations_total',
  'k6_iterations_total',
  'k6_http_req_duration_seconds',
  'k6_vus',
  'k6_vus_max',
  'up',
  'scrape_duration_seconds',
];

/** Of the services, as they are scraped; a histogram by the names of its series. */
async function ofServices(): Promise<string[]> {
  const metrics = createMetrics('orders', 'event-driven');
  metrics.watchPool(() => ({ idle: 0, busy: 0, limit: 0, waiting: 0 }));
  metrics.watchGroups();
  const { body } = await metrics.scrape();
  return [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' || type === 'summary'
      ? ['_bucket', '_sum', '_count'].map((suffix) => `${name}${suffix}`)
      : [name!],
  );
}

/** Of the recording rules. */
function recorded(): string[] {
  return ['orders', 'alerts'].flatMap((file) => {
    const text = readFileSync(new URL(`../prometheus/rules/${file}.yml`, import.meta.url), 'utf8');
    const { groups } = parse(text) as { groups: { rules: { record?: string }[] }[] };
    return groups.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
  });
}

function ofTheLab(): string[] {
  const machine = { totalMs: 1, busyMs: 1, stolenMs: 1 };
  const uses = usesOf('ed', { atMs: 0, cpuMs: {}, rssBytes: {}, machine } as Parameters<typeof usesOf>[1]);
  return [...uses, faultsOf('ed', [], [])].map(({ name }) => name);
}

describe('the queries of the dashboards', () => {
  test('look: finds what is wrong, and the names of metrics only', () => {
    expect(look('sum by (a) (rate(x_total{b="c"}[4s])) / (y > 0)')).toEqual({
      wrong: [],
      metrics: ['x_total', 'y'],
    });
    expect(look('sum by (a (rate(x_total[4s]))').wrong).not.toEqual([]);
    expect(look('rate(x_total{b=}[4s])').wrong).not.toEqual([]);
  });

  test.each(QUERIES.map((query) => [query.dashboard, query.panel, query.refId, query.expr] as const))(
    '%s, %s, %s: is PromQL',
    (_dashboard, _panel, _refId, expr) => {
      expect(look(filledIn(expr)).wrong).toEqual([]);
    },
  );

  test('all variables of Grafana are known', () => {
    expect(QUERIES.filter(({ expr }) => filledIn(expr).includes('$'))).toEqual([]);
  });

  test('what is asked for the time shown is asked once', () => {
    for (const { expr, instant } of QUERIES)
      expect([expr, expr.includes('$__range')]).toEqual([expr, instant]);
  });

  test('every metric is one that somebody makes', async () => {
    const made = new Set([...(await ofServices()), ...recorded(), ...ofTheLab(), ...OF_OTHERS]);
    const asked = new Set(QUERIES.flatMap(({ expr }) => look(filledIn(expr)).metrics));

    expect([...asked].filter((name) => !made.has(name))).toEqual([]);
    expect(asked.size).toBeGreaterThan(30);
  });
});
