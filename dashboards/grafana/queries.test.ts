import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { QUERIES } from './queries.ts';

/** As Grafana would fill them in. */
const filledIn = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '4s')
    .replaceAll('$__range', '5m')
    .replaceAll('$architecture', 'event-driven')
    .replaceAll('$service', 'payments');

type Asked = { metric: string; labels: string[] };

/** What can not be parsed, and every selector: a metric, and the labels that it is narrowed by. */
function look(expr: string): { wrong: string[]; asked: Asked[] } {
  const wrong: string[] = [];
  const asked: Asked[] = [];
  parser.parse(expr).iterate({
    enter({ type, name, from, to }) {
      const text = expr.slice(from, to);
      if (type.isError) wrong.push(expr.slice(Math.max(0, from - 20), to + 20));
      if (name === 'VectorSelector') asked.push({ metric: '', labels: [] });
      if (name === 'Identifier') asked.at(-1)!.metric = text;
      if (name === 'UnquotedLabelMatcher') asked.at(-1)!.labels.push(/^\w+/.exec(text)![0]);
    },
  });
  return { wrong, asked };
}

/** Labels that Prometheus adds, and those of the kitchens. */
const OF_EVERY_SERIES = ['architecture', 'service', 'job'];

/** Metrics with their labels, as docs/metrics.md has them; harness/observe compares that page with what there is. */
function documented(): Map<string, string[]> {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*)\|/gm)];
  return new Map(
    rows.flatMap(([, name, type, cell]) => {
      const labels = [...cell!.matchAll(/`(\w+)`/g)].map(([, label]) => label!);
      const series = type === 'histogram' ? ['', '_bucket', '_sum', '_count'] : [''];
      return series.map((suffix): [string, string[]] => [`${name}${suffix}`, labels]);
    }),
  );
}

/** What the recording rules make. */
function recorded(): [string, string[]][] {
  return ['orders', 'alerts'].flatMap((file) => {
    const text = readFileSync(new URL(`../prometheus/rules/${file}.yml`, import.meta.url), 'utf8');
    const { groups } = parse(text) as { groups: { rules: { record?: string }[] }[] };
    const names = groups.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
    return names.map((name): [string, string[]] => [name, []]);
  });
}

/** Prometheus's own. */
const OF_PROMETHEUS: [string, string[]][] = [
  ['up', []],
  ['scrape_duration_seconds', []],
];

describe('the queries of the dashboards', () => {
  test('look: finds what is wrong, and what is asked', () => {
    expect(look('sum by (a) (rate(x_total{b="c",d!~"e"}[4s])) / (y:z > 0)')).toEqual({
      wrong: [],
      asked: [
        { metric: 'x_total', labels: ['b', 'd'] },
        { metric: 'y:z', labels: [] },
      ],
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

  test('every metric is one that somebody makes, with the labels that it is narrowed by', () => {
    const made = new Map([...documented(), ...recorded(), ...OF_PROMETHEUS]);
    const all = QUERIES.flatMap(({ expr }) => look(filledIn(expr)).asked);

    expect(all.filter(({ metric }) => !made.has(metric))).toEqual([]);
    for (const { metric, labels } of all) {
      const known = [...made.get(metric)!, ...OF_EVERY_SERIES];
      expect([metric, labels.filter((label) => !known.includes(label))]).toEqual([metric, []]);
    }
    expect(new Set(all.map(({ metric }) => metric)).size).toBeGreaterThan(30);
  });
});
