import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import { Cache } from './cache.ts';
import { diagnose } from './diagnosis.ts';
import { ensureTools } from './tools.ts';

const PROMETHEUS_3 = 'prometheus, version 3.13.5 (branch: HEAD, revision: 1a2b3c)';
const GRAFANA_13 = 'grafana version 13.1.1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'observers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in this folder that says what its version is; answers the folder. */
function program(place: string, name: string, version: string): string {
  const home = join(folder, place);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, name), `#!/bin/sh\necho '${version}'\n`);
  chmodSync(join(home, name), 0o755);
  return home;
}

const ensure = (environment: Record<string, string>) =>
  ensureTools(['prometheus', 'grafana'], silentProgress, {
    environment,
    cache: new Cache(join(folder, 'c')),
  });

describe('Prometheus and Grafana', () => {
  test('on the PATH: found', async () => {
    const bin = program('bin', 'prometheus', PROMETHEUS_3);
    program('bin', 'grafana', GRAFANA_13);
    expect(await ensure({ PATH: bin })).toEqual({
      prometheus: join(bin, 'prometheus'),
      grafana: join(bin, 'grafana'),
    });
  });

  test('in folders that the user points at: found there, whatever is on the PATH', async () => {
    const PATH = program('bin', 'prometheus', PROMETHEUS_3);
    const PROMETHEUS_HOME = program('prometheus-3.13.5', 'prometheus', PROMETHEUS_3);
    program('grafana-13/bin', 'grafana', GRAFANA_13);
    const GRAFANA_HOME = join(folder, 'grafana-13');
    expect(await ensure({ PATH, PROMETHEUS_HOME, GRAFANA_HOME })).toEqual({
      prometheus: join(PROMETHEUS_HOME, 'prometheus'),
      grafana: join(GRAFANA_HOME, 'bin', 'grafana'),
    });
  });

  test('neither of them there: one sentence, with the ways to get each, and exit 69', async () => {
    await expect(ensure({ PATH: folder })).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: 'The lab needs Prometheus and Grafana, and could not get them.',
      details: expect.arrayContaining([
        expect.stringContaining('PROMETHEUS_HOME'),
        expect.stringContaining('GRAFANA_HOME'),
      ]),
    });
  });

  test('too old: the sentence says which version is there', async () => {
    const PATH = program('bin', 'prometheus', 'prometheus, version 2.53.0 (branch: HEAD)');
    program('bin', 'grafana', 'Version 10.4.1 (commit: NA, branch: main)');
    await expect(ensure({ PATH })).rejects.toMatchObject({
      details: expect.arrayContaining([
        expect.stringContaining('is Prometheus 2.53.0, and 3.x is needed'),
        expect.stringContaining('is Grafana 10.4.1, and 12 or newer is needed'),
      ]),
    });
  });

  test('doctor: missing is optional, and says for what; pointed at in vain is a problem', async () => {
    const find = async (environment: Record<string, string>) =>
      (await diagnose({ environment })).find(({ name }) => name === 'Prometheus');
    expect(await find({ PATH: folder })).toMatchObject({
      status: 'optional',
      detail: 'not there; only --observe needs it',
    });
    expect(await find({ PATH: folder, PROMETHEUS_HOME: folder })).toMatchObject({ status: 'missing' });
  });
});
