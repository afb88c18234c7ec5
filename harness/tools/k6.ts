/** k6, the load generator: the PATH, the cache, the official release, or built with Go. */
import { join } from 'node:path';
import { askVersion, findOnPath, parseVersion } from './executables.ts';
import { type GoProgram, getGoProgram } from './go-program.ts';
import type { Tool } from './tool.ts';

const VERSION = '2.2.0';
const CACHED = `k6-${VERSION}`;

const release = (processor: string, digest: string) => ({
  url: `https://github.com/grafana/k6/releases/download/v${VERSION}/k6-v${VERSION}-linux-${processor}.tar.gz`,
  member: `k6-v${VERSION}-linux-${processor}/k6`,
  digest,
});
const PROGRAM: GoProgram = {
  ...{ title: 'k6', file: 'k6', cached: CACHED },
  releases: {
    x64: release('amd64', 'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d'),
    arm64: release('arm64', '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c'),
  },
  module: { path: 'go.k6.io/k6/v2', version: VERSION, main: 'go.k6.io/k6/v2' },
  ...{ buildTakes: 'about two minutes', buildUsuallyMs: 120_000 },
};

export const K6: Tool = {
  title: 'k6',
  getsWith: ['go'],
  ways: [
    'install k6 2.x so that `k6` is on the PATH (https://grafana.com/docs/k6/latest/set-up/install-k6/)',
    'let the lab reach github.com, from where it downloads the official release',
    'install Go 1.24 or newer, with which the lab builds it',
  ],
  async find({ environment, cache }) {
    const path = findOnPath('k6', environment.PATH);
    const version =
      path === undefined
        ? undefined
        : parseVersion(/ v([\d.]+)/.exec((await askVersion(path, 'version')) ?? '')?.[1] ?? '');
    if (path !== undefined && version?.[0] === 2) return { path, version: version.join('.'), from: 'PATH' };
    const cached = cache.place(join(CACHED, 'k6'));
    if (cache.has(CACHED)) return { path: cached, version: VERSION, from: cached };
    if (path === undefined) return undefined;
    return { problem: `${path} is k6 ${version?.join('.') ?? 'of no known version'}, and 2.x is needed` };
  },
  get: (getting) => getGoProgram(PROGRAM, getting),
};
