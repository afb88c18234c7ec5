/** A verdict, as `compare` and `audit` print it, and the exit code that it means. */
import { relative } from 'node:path';
import type { Verdict } from '../../audit/verdict.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { renderTerminal } from '../../report/terminal.ts';
import type { Experiment } from '../../scenarios/scenario.ts';
import { layout, print, printJson } from './output.ts';

/** An invalid run proves nothing, so that it goes before anything that it seems to show. */
export function exitCodeOf(verdict: Pick<Verdict, 'valid' | 'unpredicted'>): ExitCode {
  if (!verdict.valid) return EXIT.invalid;
  return verdict.unpredicted.length > 0 ? EXIT.unsafe : EXIT.ok;
}

export function printVerdict(
  judged: { experiment: Experiment; verdict: Verdict; reportFile?: string },
  json: boolean,
): void {
  if (json) {
    printJson(judged.verdict);
    return;
  }
  print(renderTerminal({ experiment: judged.experiment, verdict: judged.verdict }, layout()));
  if (judged.reportFile !== undefined) print(`\nReport: ${relative(process.cwd(), judged.reportFile)}`);
}
