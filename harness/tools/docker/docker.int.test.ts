/** Machines on which containers can not be had, each played by a `docker` of its own on the PATH. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../errors.ts';
import { labToItsEnd } from '../../testing/lab.ts';
import { findDocker, needDocker } from './docker.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const INFO = "info) echo '27.1.0 8000000000';;";

/** A machine whose docker answers so; `more` are its other programs. */
function machine(cases: string | null, more: Record<string, string> = {}): { PATH: string } {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = `case "$1" in ${cases} esac`;
  const all = { ...(cases === null ? {} : { docker: script }), ...more };
  for (const [name, text] of Object.entries(all)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: bin };
}

const compose = (answer: string): string => `compose) ${answer};;`;
const says = (words: string): string => `echo "${words}" >&2; exit 1`;

const BAD: readonly [
  what: string,
  cases: string | null,
  more: Record<string, string>,
  sentence: string,
  way: string,
][] = [
  ['not there', null, {}, 'Docker is not installed.', 'install Docker Engine'],
  [
    'its daemon does not run',
    `info) ${says('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?')};;`,
    {},
    'Docker is installed, but its daemon does not run, or not where `docker` looks for it.',
    'systemctl start docker',
  ],
  [
    'closed to this user',
    `info) ${says('permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock')};;`,
    {},
    'You may not use Docker: its socket is closed to you.',
    'usermod -aG docker',
  ],
  [
    'too old',
    "info) echo '19.03.1 8000000000';;",
    {},
    "Docker's engine is 19.03.1, and 20.10 or newer is needed.",
    'install Docker Engine',
  ],
  [
    'without compose',
    `${INFO} ${compose(says("docker: 'compose' is not a docker command."))}`,
    {},
    'Docker Compose is not there, and 2.24.4 or newer is needed.',
    'install the compose plugin',
  ],
  [
    'with compose 1 only',
    `${INFO} ${compose(says("docker: 'compose' is not a docker command."))}`,
    { 'docker-compose': 'echo 1.29.2' },
    'Docker Compose is the old `docker-compose` 1.29.2, and 2.24.4 or newer is needed.',
    'install the compose plugin',
  ],
  [
    'with too old a compose 2',
    `${INFO} ${compose('echo 2.10.0')}`,
    {},
    'Docker Compose is 2.10.0, and 2.24.4 or newer is needed.',
    'install the compose plugin',
  ],
  [
    'short of memory',
    `info) echo '27.1.0 2050000000';; ${compose('echo 2.40.3')}`,
    {},
    'Docker has 2 GB of memory, and 3 GB are needed.',
    'give it more',
  ],
];

describe('Docker', () => {
  test('new enough, with a compose that is: found, with the versions', async () => {
    const found = await findDocker(machine(`${INFO} ${compose('echo 2.40.3')}`));
    expect(found).toMatchObject({ version: '27.1.0', composeVersion: '2.40.3' });
  });

  test.each(BAD)(
    '%s: 69 with one sentence, the way out, and the way without',
    async (_what, cases, more, problem, way) => {
      const environment = machine(cases, more);
      const found = await findDocker(environment);
      expect(found).toEqual({ problem, ways: expect.arrayContaining([expect.stringContaining(way)]) });
      expect((found as { ways: readonly string[] }).ways.at(-1)).toContain('--runtime local');
      await expect(needDocker(environment)).rejects.toMatchObject({
        exitCode: EXIT.unavailable,
        message: problem,
        details: expect.arrayContaining([expect.stringContaining(way)]),
      });
    },
  );
});

describe('./lab with --runtime compose', () => {
  /** The lab's own programs come after those of the machine. */
  const run = (cases: string, more: Record<string, string> = {}) => {
    const { PATH } = machine(cases, more);
    const env = { PATH: `${PATH}${delimiter}${process.env.PATH}` };
    return labToItsEnd(['compare', '--side', 'rr', '--runtime', 'compose', '--out', join(folder, 'runs')], {
      env,
    });
  };
  const USABLE = `${INFO} compose) case "$*" in *version*) echo 2.40.3;;`;

  test('a daemon that does not run: 69, and nothing was made', async () => {
    const { code, stderr } = await run(`info) ${says('Cannot connect to the Docker daemon at unix:///x')};;`);
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain('lab: Docker is installed, but its daemon does not run');
    expect(stderr).toContain('You can start it: `sudo systemctl start docker`');
    expect(stderr).toContain('or do without containers');
  });

  test('an image that can not be built: 69, with what the build said', async () => {
    const { code, stderr } = await run(
      `${USABLE} *build*) ${says('#7 ERROR: npm ci failed\nfailed to solve: process npm ci did not complete successfully: exit code: 1')};; esac;;`,
    );
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain('lab: The image of the services can not be built.');
    expect(stderr).toContain('#7 ERROR: npm ci failed');
  });

  test('an image that can not be pulled: 69, which one, and the ways to get it', async () => {
    const { code, stderr } = await run(
      `${USABLE} *build*) ;; *pull*) ${says('pull access denied for postgres, repository does not exist')};; esac;;`,
    );
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain('lab: The image postgres can not be pulled.');
    expect(stderr).toContain('docker load');
  });
});
