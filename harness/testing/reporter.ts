/**
 * Jest's output, kept small: a line per file of tests, the long ones told test by test while they run, failures in
 * full at the end. The totals go to the file that SUMMARY_FILE names: `./lab test` adds them up over all kinds of test.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from '../places.ts';

/** What is read of Jest's reports (@jest/reporters has them in full). */
type TestFile = { path: string; context: { config: { displayName?: { name: string } } } };
type TestCase = { fullName: string; status: string; duration?: number | null };
type TestFileResult = {
  testFilePath: string;
  numPassingTests: number;
  numFailingTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testExecError?: unknown;
  failureMessage?: string | null;
  perfStats: { start: number; end: number };
};

type RunResult = {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: readonly TestFileResult[];
};

/** A file of tests that could not even be loaded counts as a failed test. `failures`: the first lines of what each file said. */
export type Summary = { passed: number; failed: number; failures: string[] };

const FIRST_LINES = 25;

/** A test that takes longer than this is worth a line of its own as it ends. */
const LONG_TEST_MS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Some files are run twice, once on servers in containers. */
const nameOf = ({ path, context: { config } }: TestFile): string =>
  relative(ROOT, path) + (config.displayName?.name.startsWith('containers') ? ', in containers' : '');

export default class Reporter {
  onTestCaseResult(_test: TestFile, result: TestCase): void {
    const tookMs = result.duration ?? 0;
    if (tookMs >= LONG_TEST_MS) say(`        ${result.status}  ${result.fullName}  (${seconds(tookMs)})`);
  }

  onTestResult(test: TestFile, result: TestFileResult): void {
    const failed = result.numFailingTests > 0 || result.testExecError !== undefined;
    const tookMs = result.perfStats.end - result.perfStats.start;
    const counts = [`${result.numPassingTests} passed`];
    if (result.numFailingTests > 0) counts.push(`${result.numFailingTests} failed`);
    if (result.numPendingTests + result.numTodoTests > 0) {
      counts.push(`${result.numPendingTests + result.numTodoTests} skipped`);
    }
    say(`${failed ? 'FAILED' : 'ok    '}  ${nameOf(test)}  ${counts.join(', ')}  (${seconds(tookMs)})`);
  }

  onRunComplete(_contexts: unknown, results: RunResult): void {
    const failures = results.testResults
      .filter(({ failureMessage }) => failureMessage)
      .map(({ testFilePath, failureMessage }) => `${relative(ROOT, testFilePath)}\n${failureMessage}`);
    for (const failure of failures) say(`\n${failure}`);
    const summaryFile = process.env.SUMMARY_FILE;
    if (summaryFile === undefined) return;
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
    const summary: Summary = {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      failures: failures.map((failure) => failure.split('\n').slice(0, FIRST_LINES).join('\n')),
    };
    writeFileSync(summaryFile, JSON.stringify(summary));
  }
}
