/** `./lab runs`: what was run. */
import type { Command } from 'commander';
import type { RunSummary } from '../evidence/folder.ts';
import { RUNS_FOLDER } from '../places.ts';
import { print, printJson, table } from './terminal/output.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .summary('what was run')
    .description('Lists the recorded runs in runs/, the newest first.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab runs')
    .action(runs);
}

async function runs(options: { json?: boolean }): Promise<void> {
  const { listRuns } = await import('../evidence/folder.ts');
  const found = (await listRuns(RUNS_FOLDER)).toReversed();
  if (options.json === true) printJson(found);
  else if (found.length === 0) print('There is no run yet. `./lab compare` makes one.');
  else print(table(['run', 'sides', 'rate', 'seed', 'verdict'], found.map(describe)));
}

function describe(run: RunSummary): string[] {
  if (run.problem !== null) return [run.run, '', '', '', run.problem];
  return [run.run, run.sides.join(' '), String(run.ratePerSecond), String(run.seed), outcomeOf(run.verdict)];
}

function outcomeOf(verdict: RunSummary['verdict']): string {
  if (verdict === null) return 'not judged';
  if (!verdict.valid) return 'not valid';
  return verdict.unpredicted === 0 ? 'as predicted' : `${verdict.unpredicted} not predicted`;
}
