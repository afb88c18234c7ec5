/** Kafka's jars: KAFKA_HOME, the cache, Maven, or the official archive. */
import { readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import type { Download } from './download.ts';
import { findOnPath, isAtLeast, parseVersion } from './executables.ts';
import { runCommand } from './run-command.ts';
import type { Getting, Tool } from './tool.ts';

const VERSION = '4.3.1';
const OLDEST = [4, 0];
const CACHED = `kafka-${VERSION}`;
const ARCHIVE: Download = {
  url: `https://archive.apache.org/dist/kafka/${VERSION}/kafka_2.13-${VERSION}.tgz`,
  algorithm: 'sha512',
  digest:
    'c7d7b2318cb51aa0c61d3246a51c349210073c5c9b754947ef965a439f2f939e8600f204e134a75ac31faf3829c9370960ef7c6a9886c8a1dbf0339a21f4c54c',
};
/** What Maven fetches: the broker, and the binding that lets it write its log (the archive has it, too). */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>two-kitchens</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version>
    </dependency>
  </dependencies>
</project>
`;
const MAVEN_AT_MOST_MS = 600_000;
const UNPACK_AT_MOST_MS = 120_000;

export const KAFKA: Tool = {
  title: 'Kafka',
  getsWith: ['mvn'],
  ways: [
    `set KAFKA_HOME to an unpacked Apache Kafka ${VERSION}`,
    'install Maven (`apt install maven`), which fetches its jars',
    `let the lab reach ${new URL(ARCHIVE.url).host}`,
  ],
  async find({ environment, cache }) {
    const home = environment.KAFKA_HOME;
    if (home !== undefined && home !== '') {
      const path = join(home, 'libs');
      const version = brokerVersion(path);
      if (version === undefined)
        return { problem: `KAFKA_HOME is ${home}, where libs/ has no kafka_2.13-….jar`, pointedAt: true };
      if (isAtLeast(parseVersion(version)!, OLDEST)) return { path, version, from: 'KAFKA_HOME' };
      return {
        problem: `KAFKA_HOME is ${home}, which is Kafka ${version}, and 4.0 or newer is needed`,
        pointedAt: true,
      };
    }
    const path = cache.place(join(CACHED, 'libs'));
    return cache.has(CACHED) ? { path, version: VERSION, from: path } : undefined;
  },
  async get(getting) {
    const maven = findOnPath('mvn', getting.environment.PATH);
    const folder = await getting.cache.provide(CACHED, async (temporary) => {
      if (maven === undefined) return unpack(temporary, getting);
      try {
        await fetchWith(maven, temporary, getting);
      } catch (error) {
        if (!(error instanceof LabError) || getting.signal?.aborted) throw error;
        await unpackInstead(temporary, getting, error);
      }
    });
    return join(folder, 'libs');
  },
};

async function fetchWith(maven: string, folder: string, getting: Getting): Promise<void> {
  getting.progress.begin('Fetching Kafka with Maven (about 20 seconds, once)');
  await writeFile(join(folder, 'pom.xml'), POM);
  const goal = [
    '-q',
    '-B',
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    '-DoutputDirectory=libs',
  ];
  const { signal, marker: environment } = getting;
  await runCommand(maven, goal, { folder, environment, timeoutMs: MAVEN_AT_MOST_MS, signal });
  if (brokerVersion(join(folder, 'libs')) !== VERSION) {
    throw new LabError(EXIT.unavailable, `Maven did not fetch Kafka ${VERSION}.`);
  }
  getting.progress.done();
}

async function unpackInstead(folder: string, getting: Getting, because: LabError): Promise<void> {
  getting.progress.note(because.message);
  await rm(join(folder, 'libs'), { recursive: true, force: true });
  try {
    await unpack(folder, getting);
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause;
    const { details } = because;
    throw new LabError(EXIT.unavailable, `${because.message} ${cause.message}`, { cause, details });
  }
}

async function unpack(folder: string, getting: Getting): Promise<void> {
  getting.progress.begin('Downloading Kafka (130 MB, once)');
  const archive = join(folder, 'kafka.tgz');
  const unpacked = join(folder, 'unpacked');
  await getting.download(ARCHIVE, archive, getting.progress, getting.signal);
  await mkdir(unpacked);
  const extract = ['-xzf', archive, '-C', unpacked, '--strip-components=1', `kafka_2.13-${VERSION}/libs`];
  await runCommand('tar', extract, { timeoutMs: UNPACK_AT_MOST_MS, environment: getting.marker });
  await rename(join(unpacked, 'libs'), join(folder, 'libs'));
  await Promise.all([rm(archive), rm(unpacked, { recursive: true })]);
  getting.progress.done();
}

/** Version of the broker in a folder of jars. */
function brokerVersion(libs: string): string | undefined {
  try {
    return readdirSync(libs)
      .map((name) => /^kafka_2\.13-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1])
      .find((version) => version !== undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
