/** `./lab doctor`: what this machine has and what is missing, without running anything. */
import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { findChromium } from '../testing/chromium.ts';
import { diagnose } from '../tools/tools.ts';
import { print, printJson } from './terminal/output.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('what this machine has and what is missing')
    .description(
      'Checks everything that the lab needs, without running or fetching anything. Exits 69 if something is missing.',
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  ./lab doctor')
    .action(doctor);
}
