/** For tests: asks what the panels of the dashboards ask, for the time of a run. */
import type { Query } from '../../../dashboards/grafana/queries.ts';
import type { Verdict } from '../../audit/verdict.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import { LAG_SERVICE } from '../targets.ts';

const STEP_SECONDS = 1;

export type Answer = {
  query: Query;
  /** Values that are numbers, over all series; over all choices of the page, where it has some. */
  points: number;
  /** False when it asks for something that did not happen in this run. */
  isExpected: boolean;
};

type Window = { fromMs: number; toMs: number };

/** What every query answers for the time in which both sides had their load. */
export async function answersTo(
  queries: readonly Query[],
  prometheusUrl: string,
  verdict: Verdict,
  scenario: Scenario,
): Promise<Answer[]> {
  const windows = SIDES.map((side): Window => {
    const { loadStartMs, loadEndMs } = verdict.sides[side]!.phases as Record<string, number>;
    return { fromMs: loadStartMs!, toMs: loadEndMs! };
  });
  const answers: Answer[] = [];
  for (const query of queries) {
    let points = 0;
    for (const window of windows)
      for (const expr of filledIn(query.expr, window)) {
        points += await pointsOf(prometheusUrl, expr, query.instant, window);
        // Of a page with choices, one is enough.
        if (points > 0) break;
      }
    answers.push({ query, points, isExpected: happened(query.expr, scenario) });
  }
  return answers;
}

/** As Grafana fills in what is chosen; once for each choice where the page has some. */
function filledIn(expr: string, { fromMs, toMs }: Window): string[] {
  const given = expr
    .replaceAll('$__rate_interval', '4s')
    .replaceAll('$__interval', `${STEP_SECONDS}s`)
    .replaceAll('$__range', `${Math.round((toMs - fromMs) / 1000)}s`);
  if (!/\$(architecture|service)/.test(given)) return [given];
  return SIDES.flatMap((side) => {
    const services = [...SYSTEMS[side].services.map(({ role }) => role), LAG_SERVICE];
    return services.map((service) =>
      given.replaceAll('$architecture', SYSTEMS[side].name).replaceAll('$service', service),
    );
  });
}

async function pointsOf(
  prometheusUrl: string,
  query: string,
  instant: boolean,
  { fromMs, toMs }: Window,
): Promise<number> {
  const form = new URLSearchParams({ query });
  if (instant) form.set('time', String(toMs / 1000));
  else {
    form.set('start', String(fromMs / 1000));
    form.set('end', String(toMs / 1000));
    form.set('step', String(STEP_SECONDS));
  }
  const path = instant ? 'query' : 'query_range';
  const answer = await fetch(`${prometheusUrl}/api/v1/${path}`, { method: 'POST', body: form });
  type Series = { value?: [number, string]; values?: [number, string][] };
  const { data, error } = (await answer.json()) as { data?: { result: Series[] }; error?: string };
  if (data === undefined) throw new Error(`${query}: ${error}`);
  return data.result
    .flatMap(({ value, values }) => values ?? [value!])
    .filter(([, number]) => number !== 'NaN').length;
}

/** A band of a fault is there only when a fault of its kind was. */
function happened(expr: string, { faults }: Scenario): boolean {
  const only = /fault=~"([^"]*)"/.exec(expr)?.[1];
  return only === undefined || faults.some(({ fault }) => only.split('|').includes(fault));
}
