/** `./lab soak`: faults drawn by lot for as long as asked, audited after every round, until the first surprise. */
import type { Command } from 'commander';
import type { Side } from '../evidence/records.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { exitOfSoak, soakInWords } from '../soak/outcome.ts';
import { SIDES } from '../systems.ts';
import { inFolderWorthALook, writableFolder } from './input/run-folder.ts';
import { runtimeOption } from './input/runtime.ts';
import { LARGEST_SEED } from './input/scenario.ts';
import { parseSides, sideFlag } from './input/side.ts';
import { integerBetween } from './input/values.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

type Options = {
  minutes: number;
  seed: number;
  round?: number;
  side?: readonly Side[];
  runtime: RuntimeName;
  out?: string;
  json?: boolean;
  markdown?: boolean;
};

const LONGEST_MINUTES = 24 * 60;
const MOST_ROUNDS = 100_000;

export function addSoak(program: Command): void {
  program
    .command('soak')
    .summary('break things by lot for as long as asked, until the first surprise')
    .description(
      'Draws faults by lot (and none, now and then), round after round, on kitchens at the top of their ladders; audits every round, and ends at the first surprise, with its folder and the command that makes it happen again: with 2 when an order or a check is not as it should be, with 3 when a round can not be counted.',
    )
    .option(
      '--minutes <n>',
      'no round begins later than that',
      integerBetween('--minutes', 1, LONGEST_MINUTES, 'minutes'),
      30,
    )
    .option(
      '--seed <n>',
      'the same seed draws the same faults',
      integerBetween('--seed', 0, LARGEST_SEED, ''),
      1,
    )
    .option('--round <n>', 'this round only', integerBetween('--round', 0, MOST_ROUNDS))
    .option('--side <side>', 'rr, ed or both, in turns (default: both)', parseSides)
    .addOption(runtimeOption())
    .option('--out <folder>', 'where a surprise is kept (default: runs/)')
    .option('--json', 'print what was done as JSON')
    .option('--markdown', 'print what was done as the page docs/soak.md, when there was no surprise')
    .addHelpText('after', '\nExamples:\n  ./lab soak --minutes 30 --seed 7\n  ./lab soak --seed 7 --round 12')
    .action(soakFor);
}

async function soakFor(options: Options): Promise<void> {
  const { seed, round, runtime, side: sides = SIDES } = options;
  const out = await writableFolder(options.out);
  const [{ getRunTools }, { runOneSide }, { soak, roundScenario }, { soakAsMarkdown }, { madeHere }] =
    await Promise.all([
      import('../experiment/run-tools.ts'),
      import('../experiment/one-side.ts'),
      import('../soak/soak.ts'),
      import('../soak/page.ts'),
      import('../experiment/machine.ts'),
    ]);
  const progress = createProgress();
  const untilMs = performance.now() + options.minutes * 60_000;
  let rounds = 0;
  const goesOn = (): boolean => (round === undefined ? performance.now() < untilMs : rounds++ === 0);
  const result = await interruptible(async (signal) => {
    try {
      // A hop may be broken in any round: Toxiproxy is fetched before the first.
      const scenario = { ...roundScenario(seed, 0, sides[0]!), faults: HOP };
      const tools = await getRunTools({ runtime, sides, scenario }, progress, signal);
      const what = { seed, sides, runtime, from: round ?? 0, goesOn };
      return await inFolderWorthALook(
        { parent: out, name: 'soak', signal },
        (folder) => soak({ ...what, folder, tools, progress, signal, runOneSide }),
        ({ surprise }) => surprise !== null,
      );
    } finally {
      progress.close();
    }
  });
  if (options.json === true) printJson(result);
  else if (options.markdown === true && result.surprise === null)
    print(soakAsMarkdown(result.rounds, madeHere(commandOf(options))));
  else print(soakInWords(result));
  process.exitCode = exitOfSoak(result);
}

const HOP = [{ fault: 'slow', role: 'payments', to: 'bank', afterSeconds: 0, forSeconds: 0 } as const];

function commandOf({ minutes, seed, round, side = SIDES, runtime }: Options): string {
  const wanted = round === undefined ? `--minutes ${minutes}` : `--round ${round}`;
  return `./lab soak ${wanted} --seed ${seed}${sideFlag(side)} --runtime ${runtime} --markdown`;
}
