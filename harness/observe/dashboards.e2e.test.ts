/**
 * Both kitchens under load and with faults, looked at by a real Prometheus: every service's metrics are as Prometheus
 * wants them and as the documentation has them, every query of every panel has an answer, and the right one where the
 * audit knows it, too.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QUERIES } from '../../dashboards/grafana/queries.ts';
import type { SideVerdict, Verdict } from '../audit/verdict.ts';
import { invalidity } from '../experiment/invalidity.ts';
import { failedChecks, harmed, shortRun, WITH_FETCHING_MS } from '../experiment/testing/short-run.ts';
import { ROOT } from '../places.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { SIDES, SYSTEMS } from '../systems.ts';
import { runCommand } from '../tools/run-command.ts';
import { waitUntil } from '../wait-until.ts';
import { type Observatory, startObservatory } from './observatory.ts';
import { ask } from './testing/ask.ts';
import { differences, documentedMetrics, pushedMetrics, scrapedMetrics } from './testing/documented.ts';
import { answersTo } from './testing/panels.ts';
import { describeWithPrometheus, programs } from './testing/prometheus.ts';
import { keepingMetrics } from './testing/scraped.ts';

const planned = scenarioNamed('payments-outage').plan({ seed: 1, rate: 40, faultSeconds: 6 });
const scenario: Scenario = {
  ...planned,
  seconds: { ...planned.seconds, warmUp: 3, baseline: 5, recovery: 7 },
  faults: [
    { fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: 4 },
    { fault: 'bank-slow', role: 'bank', with: { latencyMs: 80 }, afterSeconds: 4.5, forSeconds: 1.5 },
  ],
};
/** Rates are over 5 s, and smear what they see into as much. */
const TOLERANCE = 0.04;
const PROMTOOL_AT_MOST_MS = 30_000;
const MOST_SERIES = 1_000;

describeWithPrometheus('dashboards', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
  /** What every service said last, by `architecture service`. */
  const scraped = new Map<string, string>();
  const failures: unknown[] = [];
  let observatory: Observatory;
  let verdict: Verdict;

  beforeAll(async () => {
    const onFailure = (error: unknown): void => void failures.push(error);
    observatory = await startObservatory({ folder, tools: programs, onFailure });
    verdict = await shortRun(scenario, { observatory: keepingMetrics(observatory, scraped) });
  }, WITH_FETCHING_MS);
  afterAll(async () => {
    await observatory.close();
    rmSync(folder, { recursive: true });
  });

  test('the comparison that is looked at: valid, every order accounted for, nobody harmed on either side', () => {
    expect(invalidity(verdict)).toEqual([]);
    const [rr, ed] = [verdict.sides.rr!, verdict.sides.ed!];
    for (const side of [rr, ed]) {
      expect(failedChecks(side)).toEqual([]);
      expect(harmed(side)).toBe(0);
      expect(Object.values(side.ledger).reduce((sum, count) => sum + count, 0)).toBe(side.offered);
    }
    // The hypothesis: one side refuses while payments are down, the other accepts everything and completes it later.
    expect(rr.ledger.refused).toBeGreaterThan(40);
    expect(ed.accepted).toBe(ed.offered);
    expect(ed.completed).toBe(ed.offered);
    expect(ed.completedInTime).toBeLessThan(ed.offered);
  });

  test('nothing was kept from Prometheus', () => {
    expect(failures).toEqual([]);
    expect([...scraped.keys()]).toHaveLength(15);
  });

  test('the metrics of every service are named as Prometheus wants them', async () => {
    for (const [service, input] of scraped) {
      const said = await runCommand(programs.promtool, ['check', 'metrics'], {
        input,
        timeoutMs: PROMTOOL_AT_MOST_MS,
      });
      expect([service, said.trim()]).toEqual([service, '']);
    }
  });

  test('docs/metrics.md has every metric that there is, with its type and its labels, and no other', async () => {
    const documented = documentedMetrics(readFileSync(join(ROOT, 'docs', 'metrics.md'), 'utf8'));
    const pushed = await pushedMetrics(observatory.prometheusUrl);
    // k6 has more of its own, which nobody reads, and has dropped nothing as long as all goes well.
    const read = pushed.filter(
      ({ name }) => !name.startsWith('k6_') || documented.some((one) => one.name === name),
    );
    const found = differences(documented, [...scrapedMetrics([...scraped.values()]), ...read]);
    expect(found.filter((sentence) => !sentence.startsWith('k6_dropped_iterations_total'))).toEqual([]);
  });

  test('a service has a few hundred series, however many orders there were', async () => {
    const counts = 'sort_desc(max_over_time(count by (architecture, service) ({job="kitchen"})[5m:1s]))';
    const series = await ask(observatory.prometheusUrl, counts);
    process.stdout.write(
      `${series.map(({ metric, value }) => `${value} series: ${metric.architecture} ${metric.service}`).join('\n')}\n`,
    );
    for (const { metric, value } of series)
      expect([metric.service, value < MOST_SERIES]).toEqual([metric.service, true]);
  });

  test('every query of every panel has an answer', async () => {
    const answers = await answersTo(QUERIES, observatory.prometheusUrl, verdict, scenario);
    const lines = answers.map(
      ({ query, points, isExpected }) =>
        `${String(points).padStart(6)}  ${query.dashboard}: ${query.panel} ${query.refId}${isExpected ? '' : '  (nothing of it in this run)'}`,
    );
    process.stdout.write(`points  panel and query\n${lines.join('\n')}\n`);
    expect(answers.filter(({ points, isExpected }) => isExpected && points === 0)).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
  });

  test.each(SIDES)('%s: what the panels say of availability is what the audit found', async (side) => {
    const { phases, availability } = verdict.sides[side]! as SideVerdict;
    const { baselineStartMs, loadEndMs } = phases as { baselineStartMs: number; loadEndMs: number };
    for (const [panel, found] of [
      ['Accepted', availability.accepted],
      ['Completed in time', availability.completedInTime],
    ] as const) {
      const { expr } = QUERIES.find(
        (query) => query.panel.startsWith(`${panel} (`) && query.expr.includes(`"${SYSTEMS[side].name}"`),
      )!;
      const seconds = Math.round((loadEndMs - baselineStartMs) / 1000);
      const [shown] = await ask(
        observatory.prometheusUrl,
        expr.replaceAll('$__range', `${seconds}s`),
        loadEndMs,
      );
      expect({ panel, off: Math.abs(shown!.value - found) < TOLERANCE ? 0 : shown!.value - found }).toEqual({
        panel,
        off: 0,
      });
    }
  });

  test('the fault bands begin and end when the faults did', async () => {
    for (const side of SIDES) {
      const { faults } = verdict;
      for (const { fault, role, injectedAtMs, healedAtMs } of faults.filter((one) => one.side === side)) {
        const active = `lab_fault_active{fault="${fault}",role="${role}",architecture="${SYSTEMS[side].name}"}`;
        const at = async (atMs: number): Promise<number> =>
          (await ask(observatory.prometheusUrl, active, atMs))[0]!.value;
        expect([active, await at(injectedAtMs - 500)]).toEqual([active, 0]);
        expect([active, await at((injectedAtMs + healedAtMs!) / 2)]).toEqual([active, 1]);
        expect([active, await at(healedAtMs! + 500)]).toEqual([active, 0]);
      }
    }
  });

  test('a dead consumer: its lag is known all the while, from outside', async () => {
    const { injectedAtMs, healStartedAtMs, healedAtMs } = verdict.faults.find(
      ({ side, fault }) => side === 'ed' && fault === 'kill',
    )!;
    const lag = 'sum(kafka_consumer_group_lag_messages{group="payments"})';
    const at = async (query: string, atMs: number): Promise<number> =>
      (await ask(observatory.prometheusUrl, query, atMs))[0]!.value;
    expect(await at(lag, healStartedAtMs!)).toBeGreaterThan(await at(lag, injectedAtMs));
    // What is seen is up to two looks old, and not every order comes as far as payments.
    const seenByMs = healedAtMs! + 2_000;
    const secondsOf = (fromMs: number, toMs: number) => Math.round((toMs - fromMs) / 1000);
    const most = `max_over_time(${lag}[${secondsOf(injectedAtMs, seenByMs)}s:1s])`;
    expect(await at(most, seenByMs)).toBeGreaterThan(
      (scenario.ratePerSecond * secondsOf(injectedAtMs, healStartedAtMs!)) / 2,
    );
    const rebalances = 'increase(kafka_consumer_group_rebalances_total{group="payments"}[1m])';
    expect(
      await waitUntil(async () => (await ask(observatory.prometheusUrl, rebalances))[0] !== undefined, {
        timeoutMs: 5_000,
        everyMs: 200,
      }),
    ).toBe(true);
  });
});
