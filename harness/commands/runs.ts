/** `./lab runs`: what was run. */
import type { Command } from 'commander';
import type { RunSummary } from '../evidence/folder/run-list.ts';
import { RUNS_FOLDER } from '../places.ts';
import { print, printJson, table } from './terminal/output.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .summary('what was run')
    .description(
      'Lists the recorded runs in runs/, the newest first. The last column is the verdict, or in a word why there is none; --json has the whole sentence. `latest` is the newest that was judged.',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab runs')
    .action(runs);
}

async function runs(options: { json?: boolean }): Promise<void> {
  const { listRuns } = await import('../evidence/folder/run-list.ts');
  const found = listRuns(RUNS_FOLDER).toReversed();
  if (options.json === true) printJson(found);
  else if (found.length === 0) print('There is no run yet. `./lab compare` makes one.');
  else print(tableOf(found));
}

export const tableOf = (found: readonly RunSummary[]): string =>
  table(['run', 'sides', 'rate', 'seed', 'verdict'], found.map(describe));

const describe = ({ run, sides, ratePerSecond, seed, state, verdict }: RunSummary): string[] => [
  run,
  sides?.join(' ') ?? '',
  String(ratePerSecond ?? ''),
  String(seed ?? ''),
  verdict === null ? state : outcomeOf(verdict),
];

function outcomeOf({ valid, unpredicted }: NonNullable<RunSummary['verdict']>): string {
  if (!valid) return 'not valid';
  return unpredicted === 0 ? 'as predicted' : `${unpredicted} not predicted`;
}
