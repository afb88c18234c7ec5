import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import { type Grafana, startGrafana } from './grafana.ts';
import type { Observing } from './observing.ts';
import { makeGrafanaHome } from './testing/grafana-home.ts';

let folder: string;
let home: string;
let program: string;
let observing: Observing;
const started: Grafana[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'grafana-'));
  home = join(folder, 'release');
  program = makeGrafanaHome(home);
  const environment = { PATH: process.env.PATH ?? '' };
  observing = { dataFolder: join(folder, 'data'), logFolder: folder, environment };
});
afterEach(async () => {
  for (const grafana of started.splice(0)) {
    grafana.process.signal('SIGTERM');
    await grafana.process.exited;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

type Told = { arguments: string[]; environment: Record<string, string> };

async function start(): Promise<{ grafana: Grafana; told: Told }> {
  const grafana = await startGrafana(program, 'http://127.0.0.1:9090', observing);
  started.push(grafana);
  return { grafana, told: (await (await fetch(grafana.url)).json()) as Told };
}

describe('Grafana', () => {
  test('listens on loopback only, keeps its data where it is removed, and calls itself nobody', async () => {
    const { grafana, told } = await start();
    expect(new URL(grafana.url).hostname).toBe('127.0.0.1');
    expect(told.environment).toMatchObject({
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      PROMETHEUS_URL: 'http://127.0.0.1:9090',
    });
    for (const place of ['DATA', 'LOGS', 'PLUGINS'])
      expect(told.environment[`GF_PATHS_${place}`]).toMatch(new RegExp(`^${observing.dataFolder}/`));
  });

  test('uses the settings, the provisioning and the pages of the containers, all of which are there', async () => {
    const { told } = await start();
    expect(told.arguments).toEqual([
      ...['server', '--homepath', home],
      ...['--config', join(ROOT, 'dashboards/grafana/grafana.ini')],
    ]);
    const { DASHBOARDS_FOLDER, GF_PATHS_PROVISIONING } = told.environment;
    expect(existsSync(join(GF_PATHS_PROVISIONING!, 'datasources'))).toBe(true);
    const settings = readFileSync(told.arguments.at(-1)!, 'utf8');
    const page = /^default_home_dashboard_path = \$__env\{DASHBOARDS_FOLDER\}\/(.+)$/m.exec(settings)![1]!;
    expect(page).toContain('side-by-side');
    expect(existsSync(join(DASHBOARDS_FOLDER!, page))).toBe(true);
  });

  test('brings its own plugins along, whatever it keeps its data in', async () => {
    const { told } = await start();
    expect(told.environment.GF_PATHS_BUNDLED_PLUGINS).toBe(join(home, 'data', 'plugins-bundled'));
  });

  test('gets a new password for its admin at each start', async () => {
    const [first, second] = [await start(), await start()];
    expect(first.told.environment.GF_SECURITY_ADMIN_PASSWORD).toBe(first.grafana.adminPassword);
    expect(first.grafana.adminPassword).not.toBe(second.grafana.adminPassword);
    expect(first.grafana.adminPassword.length).toBeGreaterThanOrEqual(24);
  });
});
