/** `./lab doctor`: what this machine has and what is missing, without running anything. */
import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { type Diagnosis, diagnose } from '../tools/diagnosis.ts';
import { runtimeOption } from './input/runtime.ts';
import { print, printJson } from './terminal/output.ts';

const SIGNS: Record<Diagnosis['status'], string> = {
  ok: 'ok     ',
  fetchable: 'later  ',
  optional: 'no     ',
  missing: 'MISSING',
};

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('what this machine has and what is missing')
    .description(
      'Checks everything that the lab needs, without running or fetching anything. Exits 69 if something is missing.',
    )
    .addOption(runtimeOption())
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExamples:\n  ./lab doctor\n  ./lab doctor --runtime compose')
    .action(async (options: { runtime: RuntimeName; json?: boolean }) => {
      const findings = await diagnose({}, options.runtime);
      if (options.json === true) printJson(findings);
      else print(findings.map(describe).join('\n'));
      if (findings.some(({ status }) => status === 'missing')) process.exitCode = EXIT.unavailable;
    });
}

function describe({ name, status, version, detail, ways }: Diagnosis): string {
  const what = version === null ? name : `${name} ${version}`;
  return [
    `${SIGNS[status]}  ${what}: ${detail}`,
    ...ways.map((way, index) => `           ${index === 0 ? 'You can' : 'or'} ${way}.`),
  ].join('\n');
}
