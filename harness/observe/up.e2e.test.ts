/** `./lab up --observe`: dashboards beside a kitchen, which show what `./lab chaos` does, and of which nothing is left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { IN_CONTAINERS } from '../runtimes/testing/servers.ts';
import { type LabRun, lab, labToItsEnd } from '../testing/lab.ts';
import { turnToOpen, WITH_TURN_MS } from '../testing/open-kitchen.ts';
import { isListening } from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';
import { ask } from './testing/ask.ts';
import { makeGrafanaHome } from './testing/grafana-home.ts';
import { describeWithPrometheus, programs } from './testing/prometheus.ts';

const OPEN_WITHIN_MS = 180_000;
const BOUND = { timeoutMs: 30_000, everyMs: 100 };

type Opened = { gateway: string; prometheusUrl: string; grafana: { url: string; adminPassword: string } };

describeWithPrometheus('./lab up rr --observe', () => {
  const home = mkdtempSync(join(tmpdir(), 'up-observe-'));
  let run: LabRun;
  let endTurn: () => void;
  let opened: Opened;

  beforeAll(async () => {
    endTurn = await turnToOpen();
    makeGrafanaHome(join(home, 'grafana'));
    const env = { PROMETHEUS_HOME: dirname(programs.prometheus), GRAFANA_HOME: join(home, 'grafana') };
    const runtime = IN_CONTAINERS ? 'compose' : 'local';
    run = lab(['up', 'rr', '--observe', '--runtime', runtime, '--json'], { env });
    const printed = () => run.stdout().trimEnd().endsWith(']');
    await waitUntil(printed, { timeoutMs: OPEN_WITHIN_MS, everyMs: 100 });
    [opened] = JSON.parse(run.stdout()) as [Opened];
  }, OPEN_WITHIN_MS + WITH_TURN_MS);
  afterAll(async () => {
    run.child.kill('SIGINT');
    await run.ended;
    endTurn();
    rmSync(home, { recursive: true });
  }, 30_000);

  test('says where the dashboards are, and who may change them', async () => {
    expect(opened.grafana.adminPassword).not.toBe('');
    expect((await fetch(`${opened.grafana.url}/api/health`)).status).toBe(200);
  });

  test('the kitchen and what it uses are seen, and the first order of its guests', async () => {
    const becomes = (query: string, expected: number) =>
      waitUntil(async () => (await ask(opened.prometheusUrl, query))[0]?.value === expected, BOUND);
    expect(await becomes('count(up == 1)', 7)).toBe(true);
    expect(await becomes('sum(orders_total{state="confirmed"})', 1)).toBe(true);
    expect(await becomes('count(lab_role_memory_bytes{role=~"orders|postgres"} > 0)', 2)).toBe(true);
  });

  test('a fault that somebody does is a band in the charts, and the process that died is seen to be down', async () => {
    const { code } = await labToItsEnd(['chaos', 'kill', 'rr/payments', '--for', '3s']);
    expect(code).toBe(EXIT.ok);
    const inForce = 'max_over_time(lab_fault_active{fault="kill",role="payments"}[30s])';
    expect((await ask(opened.prometheusUrl, inForce))[0]?.value).toBe(1);
    expect((await ask(opened.prometheusUrl, 'lab_fault_active'))[0]?.value).toBe(0);
    const down = 'min_over_time(up{service="payments"}[30s])';
    expect((await ask(opened.prometheusUrl, down))[0]?.value).toBe(0);
  }, 60_000);

  test('Ctrl-C closes all of it', async () => {
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual({ code: EXIT.ok, signal: null });
    for (const url of [opened.gateway, opened.prometheusUrl, opened.grafana.url])
      expect(await isListening(Number(new URL(url).port))).toBe(false);
  }, 30_000);
});
