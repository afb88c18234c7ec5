/** `./lab audit`: judges a recorded run again, from its folder alone. */
import type { Command } from 'commander';
import { findRun } from './input/run-folder.ts';

export function addAudit(program: Command): void {
  program
    .command('audit')
    .summary('judge a recorded run again, with nothing running')
    .description(
      'Judges a recorded run again from its folder alone: writes ledger.ndjson and verdict.json, prints the short form, exits as compare does.',
    )
    .argument('<run>', 'path or name of a run, or `latest`')
    .option('--json', 'print verdict.json instead of the short form')
    .addHelpText('after', '\nExample:\n  ./lab audit latest')
    .action(audit);
}

async function audit(run: string, options: { json?: boolean }): Promise<void> {
  const folder = await findRun(run);
  const [{ readRun }, { writeVerdict }, { judge }, { printVerdict, exitCodeOf }] = await Promise.all([
    import('../evidence/folder/recorded.ts'),
    import('../evidence/folder/judged.ts'),
    import('../audit/judge.ts'),
    import('./terminal/verdict.ts'),
  ]);
  const { experiment, sides } = await readRun(folder);
  const judged = judge(experiment, sides);
  await writeVerdict(folder, judged);
  printVerdict({ experiment, verdict: judged.verdict }, options.json === true);
  process.exitCode = exitCodeOf(judged.verdict);
}
