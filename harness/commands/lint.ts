/** `./lab lint`: types, style, directions, leftovers, schemas; all of them, also when an early one fails. */
import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { LINT_STEPS, type LintResult, runLintStep } from '../testing/lint-steps.ts';
import { print, printJson } from './terminal/output.ts';

export function addLint(program: Command): void {
  program
    .command('lint')
    .summary('check types, style, directions of imports, leftovers, schemas')
    .description(
      `Runs every check of the code that needs no test: ${LINT_STEPS.map(({ name }) => name).join(', ')}.`,
    )
    .option('--json', 'print the results as JSON')
    .addHelpText('after', '\nExample:\n  ./lab lint')
    .action(async (options: { json?: boolean }) => {
      const results = await lint(options.json === true ? () => undefined : printResult);
      if (options.json === true) printJson(results);
      if (results.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
    });
}

/** Runs all steps, one after the other, telling each result as it comes. */
export async function lint(tell: (result: LintResult) => void): Promise<LintResult[]> {
  const results: LintResult[] = [];
  for (const step of LINT_STEPS) {
    const result = await runLintStep(step);
    results.push(result);
    tell(result);
  }
  return results;
}

export function printResult({ name, ok, seconds, output }: LintResult): void {
  print(`${ok ? 'ok    ' : 'FAILED'}  ${name}  (${seconds.toFixed(1)} s)`);
  if (!ok) print(output.trim().replaceAll(/^/gm, '  '));
}
