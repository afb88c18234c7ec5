/** Toxiproxy, through which the hops of a kitchen go that are slowed down or cut: likewise. */
import { join } from 'node:path';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import { type GoProgram, getGoProgram } from './go-program.ts';
import type { Tool } from './tool.ts';

/** Also the image's in compose/parts.yml. */
const VERSION = '2.12.0';
const OLDEST = [2, 9];
const CACHED = `toxiproxy-${VERSION}`;
const FILE = 'toxiproxy-server';
const MODULE = 'github.com/Shopify/toxiproxy/v2';
const RELEASES = `https://github.com/Shopify/toxiproxy/releases/download/v${VERSION}`;

const release = (processor: string, digest: string) => ({
  url: `${RELEASES}/toxiproxy_${VERSION}_linux_${processor}.tar.gz`,
  member: FILE,
  digest,
});
const PROGRAM: GoProgram = {
  ...{ title: 'Toxiproxy', file: FILE, cached: CACHED },
  releases: {
    x64: release('amd64', '65e042d3fc2290c099527bc506446a6fd863a09f113b8944b636ece70221c2b3'),
    arm64: release('arm64', 'ab417dafc77ae8b54ec8461cc5da5180d0465a61dcbda86c72da72ee4ab843b7'),
  },
  module: { path: MODULE, version: VERSION, main: `${MODULE}/cmd/server` },
  // As its makers do: else it does not know its version.
  linkerFlags: `-X ${MODULE}.Version=${VERSION}`,
  ...{ buildTakes: 'half a minute', buildUsuallyMs: 30_000 },
};

export const TOXIPROXY: Tool = {
  title: 'Toxiproxy',
  getsWith: ['go'],
  ways: [
    'install Toxiproxy 2.9 or newer so that `toxiproxy-server` is on the PATH (https://github.com/Shopify/toxiproxy)',
    'let the lab reach github.com, from where it downloads the official release',
    'install Go 1.24 or newer, with which the lab builds it',
  ],
  async find({ environment, cache }) {
    const path = findOnPath(FILE, environment.PATH);
    const answer = path === undefined ? undefined : await askVersion(path, '-version');
    const version = parseVersion(/version (\d[\d.]*)/.exec(answer ?? '')?.[1] ?? '');
    if (path !== undefined && version !== undefined && isAtLeast(version, OLDEST))
      return { path, version: version.join('.'), from: 'PATH' };
    const cached = cache.place(join(CACHED, FILE));
    if (cache.has(CACHED)) return { path: cached, version: VERSION, from: cached };
    if (path === undefined) return undefined;
    const found = version?.join('.') ?? 'of no known version';
    return { problem: `${path} is Toxiproxy ${found}, and 2.9 or newer is needed` };
  },
  get: (getting) => getGoProgram(PROGRAM, getting),
};
