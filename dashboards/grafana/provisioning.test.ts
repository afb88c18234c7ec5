import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DASHBOARDS } from './boards/boards.ts';
import { DATASOURCE } from './drawing/panel.ts';
import { fileOf } from './write.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

/** `[section]`, then `key = value`: all that there is in ours. */
async function settings(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let section = '';
  for (const line of (await read('grafana.ini')).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const heading = /^\[([\w.]+)\]$/.exec(line)?.[1];
    const [, key, value] = /^(\w+) = (\S.*)$/.exec(line) ?? [];
    if (heading === undefined && key === undefined) throw new Error(`Not understood: ${line}`);
    if (heading !== undefined) section = heading;
    else found.set(`${section}.${key}`, value!);
  }
  return found;
}

describe('provisioning', () => {
  test('the datasource is the one that every panel asks, where the environment says', async () => {
    const { apiVersion, datasources } = parse(await read('provisioning/datasources/prometheus.yaml'));

    expect(apiVersion).toBe(1);
    expect(datasources).toEqual([
      expect.objectContaining({ ...DATASOURCE, url: '$PROMETHEUS_URL', isDefault: true, editable: false }),
    ]);
  });

  test('the datasource looks as often as Prometheus does, so that windows hold enough looks', async () => {
    const { datasources } = parse(await read('provisioning/datasources/prometheus.yaml'));
    const { global } = parse(await read('../prometheus/prometheus.yml'));

    expect(datasources[0].jsonData.timeInterval).toBe(global.scrape_interval);
  });

  test('the dashboards are read from where the environment says, and can not be changed in the browser', async () => {
    const { apiVersion, providers } = parse(await read('provisioning/dashboards/two-kitchens.yaml'));

    expect(apiVersion).toBe(1);
    expect(providers).toEqual([
      expect.objectContaining({
        type: 'file',
        allowUiUpdates: false,
        options: { path: '$DASHBOARDS_FOLDER' },
      }),
    ]);
  });
});

describe('grafana.ini', () => {
  test('everybody may look, nobody may sign up, and there is no password in it', async () => {
    const found = await settings();

    expect(found.get('auth.anonymous.enabled')).toBe('true');
    expect(found.get('auth.anonymous.org_role')).toBe('Viewer');
    expect(found.get('users.allow_sign_up')).toBe('false');
    expect([...found.keys()].filter((key) => /password|secret|token/.test(key))).toEqual([]);
  });

  test('opens on Side by side', async () => {
    const home = (await settings()).get('dashboards.default_home_dashboard_path') ?? '';
    const [folder, file] = [home.slice(0, home.lastIndexOf('/')), home.slice(home.lastIndexOf('/') + 1)];

    expect(folder).toBe('$__env{DASHBOARDS_FOLDER}');
    expect(fileOf(DASHBOARDS[0]!).pathname).toMatch(new RegExp(`/${file}$`));
    expect(DASHBOARDS[0]!.title).toBe('Side by side');
  });

  test('asks nobody outside for anything', async () => {
    const found = await settings();

    for (const key of ['reporting_enabled', 'check_for_updates', 'check_for_plugin_updates'])
      expect(found.get(`analytics.${key}`)).toBe('false');
    expect(found.get('news.news_feed_enabled')).toBe('false');
    expect(found.get('plugins.preinstall_disabled')).toBe('true');
  });
});
