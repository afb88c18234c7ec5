/**
 * Jest's output, kept small: a line per file of tests, the long ones told test by test while they run, failures in
 * full at the end. Totals are added up over all kinds of test by `./lab test`.
 */
import { relative } from 'node:path';
import type { AggregatedResult, Test, TestCaseResult, TestContext, TestResult } from '@jest/reporters';
import { ROOT } from '../places.ts';

/** A test that takes longer than this is worth a line of its own as it ends. */
const LONG_TEST_MS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export default class Reporter {
  onTestCaseResult(_test: Test, result: TestCaseResult): void {
    const tookMs = result.duration ?? 0;
    if (tookMs >= LONG_TEST_MS) say(`        ${result.status}  ${result.fullName}  (${seconds(tookMs)})`);
  }

  onTestResult(test: Test, result: TestResult): void {
    const failed = result.numFailingTests > 0 || result.testExecError !== undefined;
    const tookMs = result.perfStats.end - result.perfStats.start;
    const counts = [`${result.numPassingTests} passed`];
    if (result.numFailingTests > 0) counts.push(`${result.numFailingTests} failed`);
    if (result.numPendingTests + result.numTodoTests > 0) {
      counts.push(`${result.numPendingTests + result.numTodoTests} skipped`);
    }
    say(
      `${failed ? 'FAILED' : 'ok    '}  ${relative(ROOT, test.path)}  ${counts.join(', ')}  (${seconds(tookMs)})`,
    );
  }

  onRunComplete(_contexts: Set<TestContext>, results: AggregatedResult): void {
    for (const result of results.testResults) {
      if (result.failureMessage) say(`\n${relative(ROOT, result.testFilePath)}\n${result.failureMessage}`);
    }
  }
}
