import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import { Cache } from './cache.ts';
import { diagnose } from './diagnosis.ts';
import { ChecksumError, type Download } from './download.ts';
import { type EnsureOptions, ensureTools, type ToolName } from './tools.ts';

let folder: string;
let cache: Cache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tools-'));
  cache = new Cache(join(folder, 'cache'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine with these programs only: name to shell script. */
function machine(programs: Record<string, string>): { PATH: string } {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: bin };
}

const noNetwork = async ({ url }: Download): Promise<void> => {
  throw new LabError(EXIT.unavailable, `${url} can not be downloaded: no network.`);
};
const ensure = <Name extends ToolName>(
  names: readonly Name[],
  environment: Record<string, string>,
  download: EnsureOptions['download'] = noNetwork,
) => ensureTools(names, silentProgress, { environment, cache, download });

async function problemOf(names: readonly ToolName[], environment: Record<string, string>): Promise<LabError> {
  return (await ensure(names, environment).catch((error: unknown) => error)) as LabError;
}

const JAVA_17 = 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2';
const JAVA_11 = 'echo \'openjdk version "11.0.2" 2019-01-15\' >&2';

describe('tools', () => {
  test('Java on the PATH, new enough: found', async () => {
    const environment = machine({ java: JAVA_17 });
    expect(await ensure(['java'], environment)).toEqual({ java: join(environment.PATH, 'java') });
  });

  test('Java too old, k6 too old and Go too old: one error names all, and every way to get them', async () => {
    const environment = machine({
      java: JAVA_11,
      k6: 'echo k6 v0.49.0',
      go: 'echo go version go1.19 linux/amd64',
    });
    const error = await problemOf(['java', 'k6'], environment);
    expect(error.exitCode).toBe(EXIT.unavailable);
    expect(error.message).toBe('The lab needs Java and k6, and could not get them.');
    const details = error.details.join('\n');
    expect(details).toContain(`${environment.PATH}/java is Java 11.0.2, and 17 or newer is needed`);
    expect(details).toContain(`${environment.PATH}/k6 is k6 0.49.0, and 2.x is needed`);
    expect(details).toContain('is Go 1.19');
    expect(details).toContain('install Java 17');
    expect(details).toContain('install k6 2.x');
    expect(readdirSync(cache.place('temporary'))).toEqual([]);
  }, 30_000);

  test('no Java, no Maven, no Go and no network: one error names all that is missing, and every way to get it', async () => {
    const error = await problemOf(['java', 'kafkaLibs', 'k6'], machine({}));
    expect(error.exitCode).toBe(EXIT.unavailable);
    expect(error.message).toBe('The lab needs Java, Kafka and k6, and could not get them.');
    const details = error.details.join('\n');
    for (const way of ['install Java 17', 'set JAVA_HOME', 'KAFKA_HOME', 'install Maven', 'install Go'])
      expect(details).toContain(way);
    expect(readdirSync(cache.place('temporary'))).toEqual([]);
  }, 30_000);

  test('k6 2.x on the PATH: taken rather than fetched', async () => {
    const environment = machine({ k6: "echo 'k6 v2.1.3 (go1.26.8, linux/amd64)'" });
    expect(await ensure(['k6'], environment)).toEqual({ k6: join(environment.PATH, 'k6') });
  });

  test('KAFKA_HOME that is none, or too old: says so, and fetches nothing behind the back of the user', async () => {
    const home = join(folder, 'kafka');
    mkdirSync(join(home, 'libs'), { recursive: true });
    const environment = { ...machine({ mvn: 'touch called' }), KAFKA_HOME: home };
    expect((await problemOf(['kafkaLibs'], environment)).details[0]).toContain(
      'where libs/ has no kafka_2.13',
    );
    writeFileSync(join(home, 'libs/kafka_2.13-3.9.1.jar'), '');
    expect((await problemOf(['kafkaLibs'], environment)).details[0]).toContain(
      'Kafka 3.9.1, and 4.0 or newer',
    );
    expect(cache.has('temporary')).toBe(false);
    writeFileSync(join(home, 'libs/kafka_2.13-4.3.1.jar'), '');
    rmSync(join(home, 'libs/kafka_2.13-3.9.1.jar'));
    expect(await ensure(['kafkaLibs'], environment)).toEqual({ kafkaLibs: join(home, 'libs') });
  });

  test('Maven: fetches the jars once; the cache answers from then on', async () => {
    const calls = join(folder, 'calls');
    const script = `echo called >> ${calls}; /bin/mkdir libs; : > libs/kafka_2.13-4.3.1.jar`;
    const environment = machine({ mvn: script });
    const expected = { kafkaLibs: cache.place('kafka-4.3.1/libs') };
    expect(await ensure(['kafkaLibs'], environment)).toEqual(expected);
    expect(await ensure(['kafkaLibs'], environment)).toEqual(expected);
    expect(readFileSync(calls, 'utf8')).toBe('called\n');
  });

  test('Maven fails and there is no network: says what both said, with the last lines of Maven', async () => {
    const environment = machine({ mvn: 'echo the last line; exit 1' });
    const error = await problemOf(['kafkaLibs'], environment);
    expect(error.details[0]).toContain('mvn ended with code 1');
    expect(error.details[0]).toContain('kafka_2.13-4.3.1.tgz can not be downloaded: no network');
    expect(error.details[1]).toContain('the last line');
    expect(cache.has('kafka-4.3.1')).toBe(false);
  });

  test('a release of k6 with a wrong checksum: stops there, though Go could build it', async () => {
    const environment = machine({ go: 'touch called' });
    const error = await ensure(['k6'], environment, async () => {
      throw new ChecksumError('k6 has the wrong checksum');
    }).catch((thrown: unknown) => thrown as LabError);
    expect(error).toMatchObject({ exitCode: EXIT.unavailable });
    expect((error as LabError).details[0]).toBe('k6: k6 has the wrong checksum');
    expect(cache.has('k6-2.2.0')).toBe(false);
  });

  test('no release to be had, but Go: builds k6 and keeps it', async () => {
    const script = 'case $1 in version) echo go version go1.26.8 linux/amd64;; *) echo built > ../k6;; esac';
    const { k6 } = await ensure(['k6'], machine({ go: script }));
    expect(k6).toBe(cache.place('k6-2.2.0/k6'));
    expect(readdirSync(cache.place('k6-2.2.0'))).toEqual(['k6']);
  });

  test('Toxiproxy on the PATH: taken when it is new enough; an old one, and nothing to get a new one with, is told', async () => {
    const environment = machine({ 'toxiproxy-server': 'echo toxiproxy-server version 2.12.0' });
    const path = join(environment.PATH, 'toxiproxy-server');
    expect(await ensure(['toxiproxy'], environment)).toEqual({ toxiproxy: path });
    const error = await problemOf(
      ['toxiproxy'],
      machine({ 'toxiproxy-server': 'echo toxiproxy-server version 2.1.4' }),
    );
    expect(error).toMatchObject({
      exitCode: EXIT.unavailable,
      message: 'The lab needs Toxiproxy, and could not get it.',
    });
    expect(error.details[0]).toContain(`${path} is Toxiproxy 2.1.4, and 2.9 or newer is needed`);
  });

  test('doctor: says what is there, what would be fetched, and what is missing, and changes nothing', async () => {
    const environment = machine({ java: JAVA_11, mvn: 'touch called', k6: 'echo k6 v2.2.0' });
    const found = new Map((await diagnose({ environment, cache })).map((each) => [each.name, each]));
    expect(found.get('Java')).toMatchObject({
      status: 'missing',
      ways: expect.arrayContaining([expect.any(String)]),
    });
    expect(found.get('Kafka')).toMatchObject({ status: 'fetchable', detail: expect.stringContaining('mvn') });
    expect(found.get('k6')).toMatchObject({ status: 'ok', version: '2.2.0' });
    expect(found.get('PostgreSQL')).toMatchObject({ status: 'ok' });
    expect(found.get('Toxiproxy')).toMatchObject({ status: 'fetchable' });
    expect(found.get('Chromium')).toMatchObject({ status: 'optional' });
    expect(found.get('Linux')).toMatchObject({ status: 'ok' });
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  test('doctor, for containers: what only processes need may be missing, and Docker may not', async () => {
    const environment = machine({ java: JAVA_11, mvn: 'touch called' });
    const found = new Map(
      (await diagnose({ environment, cache }, 'compose')).map((each) => [each.name, each]),
    );
    for (const name of ['Java', 'Kafka'])
      expect(found.get(name)).toMatchObject({
        status: 'optional',
        detail: expect.stringMatching(/^[^;]+; only `--runtime local` needs it$/),
      });
    expect(found.get('k6')).toMatchObject({ status: 'fetchable' });
    expect(found.get('Docker')).toMatchObject({ status: 'missing', detail: 'Docker is not installed' });
    expect(found.get('Docker')!.ways.at(-1)).toContain('--runtime local');
  });
});
