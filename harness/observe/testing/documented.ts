/** For tests: the metrics that docs/metrics.md names, beside those that there are. */

/** `labels` without those that every series of a kind has, sorted; null when there is no series to see them of. */
export type Metric = { name: string; type: string; labels: string[] | null };

const COMMON = new Set([
  ...['architecture', 'service', 'job', 'instance', 'le', 'quantile'],
  // k6 says so of a whole run.
  'k6_feature_native_histograms',
]);
const SUFFIX = /_(bucket|sum|count)$/;

export function documentedMetrics(page: string): Metric[] {
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*)\|/gm)];
  return rows.map(([, name, type, labels]) => ({
    name: name!,
    type: type!,
    labels: own([...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label!)),
  }));
}

/** What services say of themselves, in Prometheus's text format. */
export function scrapedMetrics(texts: readonly string[]): Metric[] {
  const found = new Map<string, { type: string; labels: Set<string>; hasSeries: boolean }>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [, typed, type] = /^# TYPE (\w+) (\w+)/.exec(line) ?? [];
    if (typed !== undefined && !found.has(typed))
      found.set(typed, { type: type!, labels: new Set(), hasSeries: false });
    const [, name, inside] = /^(\w+)\{(.*)\} /.exec(line) ?? [];
    if (name === undefined) continue;
    const metric = found.get(name) ?? found.get(name.replace(SUFFIX, ''))!;
    metric.hasSeries = true;
    for (const [, label] of inside!.matchAll(/(\w+)="/g)) metric.labels.add(label!);
  }
  return [...found].map(([name, { type, labels, hasSeries }]) => ({
    name,
    type,
    labels: hasSeries ? own([...labels]) : null,
  }));
}

/** What was pushed to Prometheus, which does not keep types of it: the names tell. */
export async function pushedMetrics(prometheusUrl: string): Promise<Metric[]> {
  const form = new URLSearchParams({ 'match[]': '{__name__=~"(lab|k6)_.*"}' });
  const answer = await fetch(`${prometheusUrl}/api/v1/series`, { method: 'POST', body: form });
  const { data } = (await answer.json()) as { data: Record<string, string>[] };
  const labels = new Map<string, Set<string>>();
  for (const { __name__: name, ...rest } of data) {
    const known = labels.get(name!) ?? new Set();
    for (const label of Object.keys(rest)) known.add(label);
    labels.set(name!, known);
  }
  return [...labels].map(([name, seen]) => ({ name, type: typeOf(name), labels: own([...seen]) }));
}

/** Sentences on what the page and the programs do not agree on. */
export function differences(documented: readonly Metric[], seen: readonly Metric[]): string[] {
  const pageHas = new Map(documented.map((metric) => [metric.name, metric]));
  const isThere = new Set(seen.map(({ name }) => name));
  const wrong = seen.flatMap(({ name, type, labels }) => {
    const page = pageHas.get(name);
    if (page === undefined) return [`${name} is not on the page`];
    const there = `${type}{${labels ?? page.labels}}`;
    const written = `${page.type}{${page.labels}}`;
    return there === written ? [] : [`${name} is a ${there}, and on the page a ${written}`];
  });
  const missing = documented.filter(({ name }) => !isThere.has(name));
  return [...wrong, ...missing.map(({ name }) => `${name} is on the page only`)];
}

const own = (labels: readonly string[]): string[] => labels.filter((label) => !COMMON.has(label)).sort();

function typeOf(name: string): string {
  if (name.endsWith('_total')) return 'counter';
  return name.startsWith('k6_') && name.endsWith('_seconds') ? 'histogram' : 'gauge';
}
