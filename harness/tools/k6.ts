/** k6, the load generator: the PATH, the cache, the official release, or built with Go. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { ChecksumError, type Download } from './download.ts';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import { runCommand } from './run-command.ts';
import type { Getting, Tool } from './tool.ts';

const VERSION = '2.2.0';
const CACHED = `k6-${VERSION}`;
/** SHA-256 of the release's archives, by Node's name of the processor. */
const RELEASES: Partial<Record<NodeJS.Architecture, { name: string; digest: string }>> = {
  x64: { name: 'amd64', digest: 'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d' },
  arm64: { name: 'arm64', digest: '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c' },
};
/** `go install …@version` would ask the module's own host; a module of our own asks the proxy only. */
const GO_MODULE = `module two-kitchens-k6

go 1.24

require go.k6.io/k6/v2 v${VERSION}

tool go.k6.io/k6/v2
`;
const OLDEST_GO = [1, 24];
const BUILD_AT_MOST_MS = 1_200_000;
const BUILD_USUALLY_MS = 120_000;
const UNPACK_AT_MOST_MS = 60_000;

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
  async get(getting) {
    const folder = await getting.cache.provide(CACHED, async (temporary) => {
      try {
        await unpack(temporary, getting);
      } catch (error) {
        // A file that is not what it should be is no reason to look elsewhere, but one to stop.
        if (!(error instanceof LabError) || error instanceof ChecksumError || getting.signal?.aborted)
          throw error;
        await build(temporary, getting, error);
      }
    });
    return join(folder, 'k6');
  },
};

async function unpack(folder: string, getting: Getting): Promise<void> {
  const release = RELEASES[process.arch];
  if (release === undefined) throw new LabError(EXIT.unavailable, `k6 has no release for ${process.arch}.`);
  getting.progress.begin('Downloading k6 (once)');
  const name = `k6-v${VERSION}-linux-${release.name}`;
  const source: Download = {
    url: `https://github.com/grafana/k6/releases/download/v${VERSION}/${name}.tar.gz`,
    algorithm: 'sha256',
    digest: release.digest,
  };
  const archive = join(folder, 'k6.tar.gz');
  await getting.download(source, archive, getting.progress, getting.signal);
  const extract = ['-xzf', archive, '-C', folder, '--strip-components=1', `${name}/k6`];
  await runCommand('tar', extract, { timeoutMs: UNPACK_AT_MOST_MS, environment: getting.marker });
  await rm(archive);
  getting.progress.done();
}

async function build(folder: string, getting: Getting, because: LabError): Promise<void> {
  const go = findOnPath('go', getting.environment.PATH);
  if (go === undefined) throw because;
  const version = parseVersion(
    /go(\d+\.\d+(\.\d+)?)/.exec((await askVersion(go, 'version')) ?? '')?.[1] ?? '',
  );
  if (version === undefined || !isAtLeast(version, OLDEST_GO)) {
    const found = version === undefined ? 'can not be run' : `is Go ${version.join('.')}`;
    throw new LabError(
      EXIT.unavailable,
      `${because.message} And ${go} ${found}; 1.24 or newer is needed to build k6.`,
      {
        cause: because,
      },
    );
  }
  getting.progress.note(because.message);
  getting.progress.begin('Building k6 with Go instead (about two minutes, once)', BUILD_USUALLY_MS);
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'go.mod'), GO_MODULE);
  await runCommand(go, ['build', '-mod=mod', '-o', '../k6', 'go.k6.io/k6/v2'], {
    folder: source,
    environment: { ...getting.marker, GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    timeoutMs: BUILD_AT_MOST_MS,
    signal: getting.signal,
  });
  await rm(source, { recursive: true });
  getting.progress.done();
}
