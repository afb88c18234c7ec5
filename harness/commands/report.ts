/** `./lab report`: draws the report of a recorded run again, or tells it as Markdown. */
import type { Command } from 'commander';
import { findRun } from './input/run-folder.ts';
import { openReport } from './terminal/browser.ts';
import { print } from './terminal/output.ts';

export function addReport(program: Command): void {
  program
    .command('report')
    .summary('draw the report of a recorded run again')
    .description(
      'Writes report.html again from the verdict and the ledger in the folder of a run, with nothing running.',
    )
    .argument('<run>', 'path or name of a run, or `latest`')
    .option('--open', 'open it in the browser')
    .option('--markdown', 'print what the run found as Markdown, for a page about it, and write nothing')
    .addHelpText('after', '\nExamples:\n  ./lab report latest --open\n  ./lab report latest --markdown')
    .action(report);
}

async function report(run: string, options: { open?: boolean; markdown?: boolean }): Promise<void> {
  const folder = await findRun(run);
  if (options.markdown === true) {
    const { toldAsMarkdown } = await import('../report/write.ts');
    print(await toldAsMarkdown(folder));
    return;
  }
  const { writeReport } = await import('../report/write.ts');
  const file = await writeReport(folder);
  print(file);
  if (options.open === true) await openReport(file);
}
