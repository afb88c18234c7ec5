/** `./lab mutants`: kitchens built wrong on purpose, each run through what it can not stand, and which check notices. */
import type { Command } from 'commander';
import type { Side } from '../evidence/records.ts';
import { madeHere } from '../experiment/machine.ts';
import { mutantsBySide } from '../experiment/mutants.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { SIDES } from '../systems.ts';
import { inFolderWorthALook, writableFolder } from './input/run-folder.ts';
import { runtimeOption } from './input/runtime.ts';
import { parseSides, sideFlag } from './input/side.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

type Options = {
  side?: readonly Side[];
  runtime: RuntimeName;
  out?: string;
  json?: boolean;
  markdown?: boolean;
};

const SEED = 1;

export function addMutants(program: Command): void {
  program
    .command('mutants')
    .summary('kitchens built wrong on purpose: which check notices which')
    .description(
      'Runs every mutant of the kitchens, and the kitchens as they are meant to be, through the shortest scenario that can expose it, half a minute each; prints which check failed. Exits 0 when every mutant is caught by the check that is for it, and nothing else is.',
    )
    .argument('[mutant...]', 'only these, and no kitchen as it is meant to be')
    .option('--side <side>', 'rr (request-response), ed (event-driven) or both (default: both)', parseSides)
    .addOption(runtimeOption())
    .option('--out <folder>', 'where a run is kept that is not as it should be (default: runs/)')
    .option('--json', 'print the table as JSON')
    .option('--markdown', 'print the table as the page docs/mutants.md')
    .addHelpText('after', '\nExamples:\n  ./lab mutants --side rr\n  ./lab mutants no-inbox')
    .action(mutants);
}

async function mutants(names: readonly string[], options: Options): Promise<void> {
  const { side: sides = SIDES, runtime, json, markdown } = options;
  const wanted = mutantsBySide(sides, names);
  const out = await writableFolder(options.out);
  const [{ getRunTools }, { runOneSide }, { runMutants, subjectsOf }, table] = await Promise.all([
    import('../experiment/run-tools.ts'),
    import('../experiment/one-side.ts'),
    import('../experiment/mutants/run-mutants.ts'),
    import('../experiment/mutants/table.ts'),
  ]);
  const subjects = subjectsOf(sides, wanted);
  const progress = createProgress();
  const rows = await interruptible(async (signal) => {
    try {
      const { scenario } = subjects[0]!;
      const tools = await getRunTools({ runtime, sides, scenario }, progress, signal);
      const what = { subjects, seed: SEED, runtime };
      return await inFolderWorthALook(
        { parent: out, name: 'mutants', signal },
        (folder) => runMutants({ ...what, folder, tools, progress, signal, runOneSide }),
        (found) => table.problemsOf(found).length > 0,
      );
    } finally {
      progress.close();
    }
  });
  if (json === true) printJson(rows);
  else
    print(
      markdown === true
        ? table.mutantsAsMarkdown(rows, madeHere(commandOf(options, names)))
        : table.renderMutants(rows),
    );
  table.assertAsItShouldBe(rows);
}

const commandOf = ({ side = SIDES, runtime }: Options, names: readonly string[]): string =>
  `${['./lab mutants', ...names].join(' ')}${sideFlag(side)} --runtime ${runtime} --markdown`;
