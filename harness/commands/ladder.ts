/** `./lab ladder`: one scenario on every rung of a ladder, and what each pattern bought. */
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Side } from '../evidence/records.ts';
import { LADDERS } from '../experiment/arms.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { DEFAULT_SCENARIO } from '../scenarios/names.ts';
import { SIDES } from '../systems.ts';
import { createRunFolder, writableFolder } from './input/run-folder.ts';
import { runtimeOption } from './input/runtime.ts';
import {
  addLoadChoices,
  type LoadChoices,
  parseScenario,
  planScenario,
  SCENARIO_HELP,
} from './input/scenario.ts';
import { oneOf } from './input/values.ts';
import { openReport } from './terminal/browser.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson, table } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

type Options = LoadChoices & {
  scenario: string;
  out?: string;
  runtime: RuntimeName;
  open?: boolean;
  json?: boolean;
  markdown?: boolean;
};

export function addLadder(program: Command): void {
  const command = program
    .command('ladder')
    .summary('run a scenario on every rung of a ladder of patterns')
    .description(
      'Runs one scenario on every rung of the ladder of one side, each on a fresh kitchen, and tells in one table and one page what each pattern bought: availability, harm, latency, CPU, lines of code.',
    )
    .argument('<side>', `one of: ${SIDES.join(', ')}`, oneOf('side', SIDES))
    .option('--scenario <name>', SCENARIO_HELP, parseScenario, DEFAULT_SCENARIO);
  addLoadChoices(command)
    .addOption(runtimeOption())
    .option('--out <folder>', 'where the ladder gets its folder (default: runs/)')
    .option('--open', 'open the page in the browser')
    .option('--json', 'print ladder.json instead of the table')
    .option('--markdown', 'print it as a section of Markdown, as in docs/ladders.md')
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab ladder rr\n  ./lab ladder ed --scenario random-kills --rate 40',
    )
    .action(ladder);
}

async function ladder(side: Side, options: Options): Promise<void> {
  const [lowest] = LADDERS[side];
  const scenario = await planScenario(options.scenario, { ...options, arm: { [side]: lowest } }, [side]);
  const { runtime, seed } = options;
  const out = await writableFolder(options.out);
  const [
    { getRunTools },
    { runOneSide },
    { climb },
    { ladderNotes, ladderRows, ladderTitle },
    { ladderAsMarkdown },
  ] = await Promise.all([
    import('../experiment/run-tools.ts'),
    import('../experiment/one-side.ts'),
    import('../ladder/climb.ts'),
    import('../ladder/terminal.ts'),
    import('../ladder/markdown.ts'),
  ]);
  const progress = createProgress();
  const { climbed, page } = await interruptible(async (signal) => {
    try {
      const tools = await getRunTools({ runtime, sides: [side], scenario }, progress, signal);
      const folder = await createRunFolder(out, `ladder-${side}-${scenario.name}`, Date.now());
      const what = { side, scenario, seed, runtime, folder };
      return {
        climbed: await climb({ ...what, progress, signal, tools, runOneSide }),
        page: join(folder, 'ladder.html'),
      };
    } finally {
      progress.close();
    }
  });
  if (options.json === true) printJson(climbed);
  else if (options.markdown === true) print(ladderAsMarkdown(climbed));
  else {
    const { header, rows } = ladderRows(climbed);
    print(
      [
        ladderTitle(climbed),
        '',
        table(header, rows),
        '',
        ...ladderNotes(climbed),
        '',
        `Page: ${relative(process.cwd(), page)}`,
      ].join('\n'),
    );
  }
  if (options.open === true) await openReport(page);
}
