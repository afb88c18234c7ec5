/** `./lab up --observe`: dashboards beside a kitchen, which show what `./lab chaos` does, and of which nothing is left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { IN_CONTAINERS } from '../runtimes/testing/servers.ts';
import { type LabRun, labToItsEnd } from '../testing/lab.ts';
import {
  CLOSED_WITHIN_MS,
  OPENED_WITHIN_MS,
  type OpenKitchen,
  openKitchen,
} from '../testing/open-kitchen.ts';
import { isListening } from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';
import { ask } from './testing/ask.ts';
import { makeGrafanaHome } from './testing/grafana-home.ts';
import { describeWithPrometheus, programs } from './testing/prometheus.ts';

const BOUND = { timeoutMs: 30_000, everyMs: 100 };

type Opened = { gateway: string; prometheusUrl: string; grafana: { url: string; adminPassword: string } };

describeWithPrometheus('./lab up rr --observe', () => {
  const home = mkdtempSync(join(tmpdir(), 'up-observe-'));
  let kitchen: OpenKitchen | undefined;
  let run: LabRun;
  let opened: Opened;

  beforeAll(async () => {
    makeGrafanaHome(join(home, 'grafana'));
    const env = { PROMETHEUS_HOME: dirname(programs.prometheus), GRAFANA_HOME: join(home, 'grafana') };
    const runtime = IN_CONTAINERS ? 'compose' : 'local';
    const isOpen = (stdout: string): boolean => stdout.trimEnd().endsWith(']');
    kitchen = await openKitchen(['rr', '--observe', '--runtime', runtime, '--json'], { env, isOpen });
    ({ run } = kitchen);
    [opened] = JSON.parse(run.stdout()) as [Opened];
  }, OPENED_WITHIN_MS);
  afterAll(async () => {
    await kitchen?.close();
    rmSync(home, { recursive: true });
  }, CLOSED_WITHIN_MS);

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
