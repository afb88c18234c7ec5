/** What queries have in common: windows, quantiles, ratios. */

/** Four looks at least: Grafana makes it longer when a pixel stands for more than that. */
const WINDOW = '[$__rate_interval]';

/** Per second. */
export const rate = (series: string): string => `rate(${series}${WINDOW})`;

/** Of a histogram with fixed buckets, by the labels given. `series` is its name, without `_bucket`, and its matchers. */
export function quantile(q: number, name: string, matchers: string, ...by: string[]): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${rate(`${name}_bucket{${matchers}}`)}))`;
}

/** Per second, of what also matches `part`. Where the whole is there and the part never was, it is 0, not nothing. */
export function ratePart(name: string, matchers: string, part: string, ...by: string[]): string {
  const sum = by.length === 0 ? 'sum' : `sum by (${by.join(', ')})`;
  return `(${sum} (${rate(`${name}{${matchers},${part}}`)}) or 0 * ${sum} (${rate(`${name}{${matchers}}`)}))`;
}

/** How often in the time shown. Whole numbers: `increase` extrapolates to the edges of the window. */
export const timesShown = (by: string, series: string): string =>
  `round(sum by (${by}) (increase(${series}[$__range])))`;

/** Share in the time shown of two rates that are recorded every second. */
export const shareShown = (part: string, whole: string): string =>
  `sum(sum_over_time(${part}[$__range])) / (sum(sum_over_time(${whole}[$__range])) > 0)`;
