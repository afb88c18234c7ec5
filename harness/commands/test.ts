/** `./lab test`: the checks of the code, then every test there is; the last line is `N passed, N failed`. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, LabError } from '../errors.ts';
import { ROOT } from '../places.ts';
import { startJanitor } from '../runtimes/janitor.ts';
import { runProgram } from '../testing/program.ts';
import type { Summary } from '../testing/reporter.ts';
import { makeTemporaryFolder } from '../testing/temporary.ts';
import { findChromium } from '../tools/chromium.ts';
import { findDocker, needDocker } from '../tools/docker/docker.ts';
import { oneOf } from './input/values.ts';
import { lint, printResult } from './lint.ts';
import { print } from './terminal/output.ts';

const KINDS = ['unit', 'int', 'containers', 'e2e'] as const;
type Kind = (typeof KINDS)[number];

/** Kinds whose tests wait for servers most of the time: files of all of them run beside each other. */
const WITH_SERVERS = ['int', 'containers', 'e2e'] as const satisfies readonly Kind[];
/** More than there are cores of a small machine: one waits while others work. */
const FILES_AT_ONCE = 3;

/** A bound, not a judgement: starting and killing real servers takes its time on a busy machine. */
const REAL_SERVER_TEST_MS = 120_000;

/** Projects of jest.config.js, and how many of their files at once. */
type Part = { title: string; projects: readonly string[]; atOnce: number; testTimeoutMs?: number };

const UNIT: Part = { title: 'unit tests', projects: ['unit'], atOnce: availableParallelism() };

function partsWithServers(kinds: readonly Kind[]): Part[] {
  if (kinds.length === 0) return [];
  const names = kinds.join(', ');
  return [
    { title: `${names} tests, ${FILES_AT_ONCE} files at once`, projects: kinds, atOnce: FILES_AT_ONCE },
    {
      title: `${names} tests that need the machine for themselves`,
      projects: kinds.map((each) => `${each}-alone`),
      atOnce: 1,
    },
  ].map((part) => ({ ...part, testTimeoutMs: REAL_SERVER_TEST_MS }));
}

export function addTest(program: Command): void {
  program
    .command('test')
    .summary('run every test there is, or one kind of them')
    .description(
      'Runs the checks of `./lab lint`, then all tests: unit (pure, quick), int (a real server), containers (stores and Kafka once more, on the official images, where Docker is), e2e (the lab itself). The last line is `N passed, N failed`.',
    )
    .argument('[kind]', `only this kind, and no checks: ${KINDS.join(', ')}`, oneOf('kind of test', KINDS))
    .argument('[pattern]', 'only test files whose path contains this')
    .addHelpText('after', '\nExamples:\n  ./lab test\n  ./lab test unit\n  ./lab test e2e interrupt')
    .action(test);
}

async function test(kind?: Kind, pattern?: string): Promise<void> {
  const kinds = kind === undefined ? KINDS : [kind];
  if (kinds.includes('e2e') && findChromium() === undefined) {
    throw new LabError(
      EXIT.unavailable,
      'Chromium is needed by the tests that open a report: install it (Debian: `apt-get install chromium`), or name its program in CHROMIUM.',
    );
  }
  const counts: Summary[] = [];
  if (kind === undefined) {
    const results = await lint(printResult);
    counts.push(...results.map(({ ok }) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: [] })));
  }
  const withServers = await possible(
    WITH_SERVERS.filter((each) => kinds.includes(each)),
    kind,
  );
  const janitor = await startJanitor();
  try {
    const folder = await makeTemporaryFolder();
    await janitor.watch(folder);
    for (const part of [...(kinds.includes('unit') ? [UNIT] : []), ...partsWithServers(withServers)]) {
      print(`\n${part.title}`);
      counts.push(await runJest(part, pattern, folder));
    }
  } finally {
    await janitor.close();
  }
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  // Once more, in short: in a log of thousands of tests the end is what people see.
  for (const failure of counts.flatMap(({ failures }) => failures)) print(`\n${failure}`);
  if (passed + failed === 0 && pattern !== undefined) {
    throw new LabError(EXIT.usage, `No file of ${kind} tests has "${pattern}" in its path.`);
  }
  if (failed > 0) process.exitCode = EXIT.failed;
  print(`\n${passed} passed, ${failed} failed`);
}

/**
 * Of these kinds those that can be run here; says why others are not.
 * @throws {LabError} 69 when somebody wants just one that can not
 */
async function possible(kinds: readonly Kind[], only: Kind | undefined): Promise<readonly Kind[]> {
  if (!kinds.includes('containers')) return kinds;
  if (only === 'containers') await needDocker();
  const found = await findDocker();
  if (!('problem' in found)) return kinds;
  print(
    `\ncontainers tests: not run. ${found.problem} The same tests run on the servers that the lab brings.`,
  );
  return kinds.filter((each) => each !== 'containers');
}

async function runJest(
  { projects, atOnce, testTimeoutMs }: Part,
  pattern: string | undefined,
  folder: string,
): Promise<Summary> {
  const summaryFile = join(folder, `${projects[0]}.json`);
  const args = [
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', ...projects, '--reporters', join(ROOT, 'harness', 'testing', 'reporter.ts')],
    ...['--testSequencer', join(ROOT, 'harness', 'testing', 'sequencer.ts')],
    ...['--maxWorkers', `${atOnce}`],
    ...(testTimeoutMs === undefined ? [] : ['--testTimeout', `${testTimeoutMs}`]),
    ...(pattern === undefined ? [] : ['--passWithNoTests', '--testPathPatterns', pattern]),
  ];
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim();
  const env = { NODE_OPTIONS: nodeOptions, SUMMARY_FILE: summaryFile, TMPDIR: folder };
  const { code } = await runProgram(process.execPath, args, { live: true, env });
  const summary = await readSummary(summaryFile);
  return code !== 0 && summary.failed === 0 ? { ...summary, failed: 1 } : summary;
}

async function readSummary(file: string): Promise<Summary> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Summary;
  } catch (error) {
    // No test was found, or Jest did not come that far: it said why, and its exit code counts.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { passed: 0, failed: 0, failures: [] };
  }
}
