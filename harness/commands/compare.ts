/** `./lab compare`: runs a scenario on both kitchens, audits every order, writes the report. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Side } from '../evidence/records.ts';
import type { Arms } from '../experiment/arms.ts';
import { mutantsBySide } from '../experiment/mutants.ts';
import type { Observatory } from '../observe/observatory.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { DEFAULT_SCENARIO } from '../scenarios/names.ts';
import { SIDES } from '../systems.ts';
import { armOption, expectArmsOf } from './input/arm.ts';
import { createRunFolder, writableFolder } from './input/run-folder.ts';
import { runtimeOption } from './input/runtime.ts';
import {
  addLoadChoices,
  type LoadChoices,
  parseScenario,
  planScenario,
  SCENARIO_HELP,
} from './input/scenario.ts';
import { parseSides } from './input/side.ts';
import { openReport } from './terminal/browser.ts';
import { interruptible } from './terminal/interrupt.ts';
import { createProgress } from './terminal/progress.ts';

type Options = LoadChoices & {
  side?: readonly Side[];
  arm?: Partial<Arms>;
  out?: string;
  runtime: RuntimeName;
  observe?: boolean;
  open?: boolean;
  json?: boolean;
  mutant: string[];
};

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .summary('run a scenario on both kitchens, audit every order, write the report')
    .description(
      'Runs a scenario on both kitchens, one after the other, under the same load; then audits what happened to every order and writes report.html.',
    )
    .argument('[scenario]', SCENARIO_HELP, parseScenario, DEFAULT_SCENARIO);
  addLoadChoices(command)
    .option('--side <side>', 'rr (request-response), ed (event-driven) or both (default: both)', parseSides)
    .addOption(armOption("the scenario's, or the top"))
    .addOption(runtimeOption())
    .option('--out <folder>', 'where the run gets its folder (default: runs/)')
    .option('--observe', 'run Prometheus and Grafana beside it, to look on (costs CPU, and is recorded)')
    .option('--open', 'open the report in the browser')
    .option('--json', 'print verdict.json instead of the short form')
    .addOption(
      new Option('--mutant <name...>', 'break a kitchen on purpose, to test the checks')
        .default([])
        .hideHelp(),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab compare\n  ./lab compare --rate 150 --seed 7 --fault-seconds 5 --open\n  ./lab compare calm --side ed --json\n  ./lab compare --arm rr=naive\n  ./lab compare my-fault.yaml\n' +
        '\nA service that does not start ends the run with 1; one that ends by itself before the fault ends it with 3, and\n' +
        'with the last lines of its log. Later the run goes on to its report, which says so, and is not valid: 3 too.\n' +
        'All exit codes: ./lab --help',
    )
    .action(compare);
}

async function compare(scenarioName: string, options: Options): Promise<void> {
  const sides = options.side ?? SIDES;
  expectArmsOf(sides, options.arm);
  const scenario = await planScenario(scenarioName, options, sides);
  const observe = options.observe === true;
  const { runtime } = options;
  const mutants = mutantsBySide(sides, options.mutant);
  const out = await writableFolder(options.out);
  // Loaded when needed: what stands above answers a typing mistake in a tenth of a second.
  const [
    { getRunTools },
    { lookingOn, OBSERVING_TOOLS, openObservatory },
    { planExperiment },
    { runExperiment },
    { printVerdict, exitCodeOf },
  ] = await Promise.all([
    import('../experiment/run-tools.ts'),
    import('../observe/open.ts'),
    import('../experiment/plan.ts'),
    import('../experiment/run.ts'),
    import('./terminal/verdict.ts'),
  ]);

  const progress = createProgress();
  const judged = await interruptible(async (signal) => {
    let observatory: Observatory | undefined;
    try {
      const more = observe ? OBSERVING_TOOLS : [];
      const tools = await getRunTools({ runtime, sides, scenario, more }, progress, signal);
      const folder = await createRunFolder(out, scenario.name, Date.now());
      const experiment = await planExperiment({
        scenario,
        scenarioName,
        seed: options.seed,
        sides,
        folder,
        runtime,
        containers: tools.containers,
        observed: observe,
        arms: options.arm ?? {},
        mutants,
      });
      observatory = await openObservatory(join(folder, 'observe'), tools, progress);
      if (observatory !== undefined) progress.note(lookingOn(observatory));
      const { verdict } = await runExperiment(experiment, {
        folder,
        progress,
        signal,
        tools,
        observatory,
        mutants,
      });
      return { experiment, verdict, reportFile: join(folder, 'report.html') };
    } finally {
      progress.close();
      await observatory?.close();
    }
  });
  printVerdict(judged, options.json === true);
  if (options.open === true) await openReport(judged.reportFile);
  process.exitCode = exitCodeOf(judged.verdict);
}
