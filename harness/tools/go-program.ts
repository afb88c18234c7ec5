/** A program written in Go: its official release, by checksum, or else built from its module. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { ChecksumError, type Download } from './download.ts';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import { runCommand } from './run-command.ts';
import type { Getting } from './tool.ts';

export type GoProgram = {
  title: string;
  /** What its file is called in the folder of the cache that is called `cached`. */
  file: string;
  cached: string;
  /** The release's archives, by Node's name of the processor; `member` is the program in it. */
  releases: Partial<Record<NodeJS.Architecture, { url: string; digest: string; member: string }>>;
  /** Path of the module, its version, and the package of the program in it. */
  module: { path: string; version: string; main: string };
  /** For the linker. */
  linkerFlags?: string;
  /** How long building it usually takes, in words and in time. */
  buildTakes: string;
  buildUsuallyMs: number;
};

const OLDEST_GO = [1, 24];
const BUILD_AT_MOST_MS = 1_200_000;
const UNPACK_AT_MOST_MS = 60_000;

/** @returns path of the program */
export async function getGoProgram(program: GoProgram, getting: Getting): Promise<string> {
  const folder = await getting.cache.provide(program.cached, async (temporary) => {
    try {
      await unpack(program, temporary, getting);
    } catch (error) {
      // A file that is not what it should be is no reason to look elsewhere, but one to stop.
      if (!(error instanceof LabError) || error instanceof ChecksumError || getting.signal?.aborted)
        throw error;
      await build(program, temporary, getting, error);
    }
  });
  return join(folder, program.file);
}

async function unpack({ title, releases }: GoProgram, folder: string, getting: Getting): Promise<void> {
  const release = releases[process.arch];
  if (release === undefined)
    throw new LabError(EXIT.unavailable, `${title} has no release for ${process.arch}.`);
  const { url, digest, member } = release;
  getting.progress.begin(`Downloading ${title} (once)`);
  const source: Download = { url, algorithm: 'sha256', digest };
  const archive = join(folder, 'release.tar.gz');
  await getting.download(source, archive, getting.progress, getting.signal);
  const above = member.split('/').length - 1;
  const extract = ['-xzf', archive, '-C', folder, `--strip-components=${above}`, member];
  await runCommand('tar', extract, { timeoutMs: UNPACK_AT_MOST_MS, environment: getting.marker });
  await rm(archive);
  getting.progress.done();
}

async function build(program: GoProgram, folder: string, getting: Getting, because: LabError): Promise<void> {
  const { title, file, module, linkerFlags, buildTakes, buildUsuallyMs } = program;
  const go = findOnPath('go', getting.environment.PATH);
  if (go === undefined) throw because;
  const version = parseVersion(
    /go(\d+\.\d+(\.\d+)?)/.exec((await askVersion(go, 'version')) ?? '')?.[1] ?? '',
  );
  if (version === undefined || !isAtLeast(version, OLDEST_GO)) {
    const found = version === undefined ? 'can not be run' : `is Go ${version.join('.')}`;
    throw new LabError(
      EXIT.unavailable,
      `${because.message} And ${go} ${found}; 1.24 or newer is needed to build ${title}.`,
      {
        cause: because,
      },
    );
  }
  getting.progress.note(because.message);
  getting.progress.begin(`Building ${title} with Go instead (${buildTakes}, once)`, buildUsuallyMs);
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'go.mod'), goMod(module));
  const flags = linkerFlags === undefined ? [] : [`-ldflags=${linkerFlags}`];
  await runCommand(go, ['build', '-mod=mod', ...flags, '-o', `../${file}`, module.main], {
    folder: source,
    environment: { ...getting.marker, GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    timeoutMs: BUILD_AT_MOST_MS,
    signal: getting.signal,
  });
  await rm(source, { recursive: true });
  getting.progress.done();
}

/** `go install …@version` would ask the module's own host; a module of our own asks the proxy only. */
const goMod = ({ path, version, main }: GoProgram['module']): string => `module two-kitchens

go ${OLDEST_GO.join('.')}

require ${path} v${version}

tool ${main}
`;
