/** `./lab runs`: what was run. */
import type { Command } from 'commander';
import { listRuns } from '../evidence/folder.ts';
import { RUNS_FOLDER } from '../places.ts';
import { print, printJson, table } from './terminal/output.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .summary('what was run')
    .description('Lists the recorded runs, the newest first.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab runs')
    .action(runs);
}
