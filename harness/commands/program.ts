/** `./lab` and its commands, put together. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { ROOT } from '../places.ts';
import { addAudit } from './audit.ts';
import { addBench } from './bench.ts';
import { addChaos } from './chaos.ts';
import { addCompare } from './compare.ts';
import { addDiff } from './diff.ts';
import { addDoctor } from './doctor.ts';
import { oneOf } from './input/values.ts';
import { addLadder } from './ladder.ts';
import { addLint } from './lint.ts';
import { addList } from './list.ts';
import { addMutants } from './mutants.ts';
import { addReport } from './report.ts';
import { addRuns } from './runs.ts';
import { addSoak } from './soak.ts';
import { addTest } from './test.ts';
import { addTrace } from './trace.ts';
import { addUp } from './up.ts';

/** What `./lab` alone says. */
export const OVERVIEW = `Two Kitchens: the same breakfast service built twice, broken in the same way, and every order audited.

  ./lab compare         both kitchens, the same load, payments killed for 10 s; then a report
  ./lab up both         two kitchens to play with, until Ctrl-C
  ./lab chaos           something in them broken, and healed
  ./lab diff payments   a service in both architectures, side by side
  ./lab doctor          what this machine has and what is missing

  ./lab --help          every command; each has --help with an example`;

const EXIT_CODES = `
Exit codes:
  ${EXIT.ok}    all went as the scenario predicts
  ${EXIT.failed}    a check or a test failed, or something unexpected happened
  ${EXIT.unsafe}    something unsafe happened that the scenario does not predict
  ${EXIT.invalid}    the run is not valid; it says why
  ${EXIT.usage}   wrong usage
  ${EXIT.unavailable}   something needed is missing
  ${EXIT.interrupted}  interrupted, and cleaned up`;

export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const program = new Command('./lab')
    .description(
      'Compares request-response and event-driven architectures on one domain, with real faults and an audit of every order.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    // Its own would answer a typing mistake with the whole help.
    .helpCommand(false)
    // Errors are told in one place (failure.ts), as one sentence.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  for (const add of [addCompare, addLadder, addUp, addChaos, addAudit, addReport, addTrace, addRuns])
    add(program);
  for (const add of [addList, addDoctor, addTest, addLint, addBench, addMutants, addSoak, addDiff])
    add(program);
  addHelp(program);
  return program;
}

function addHelp(program: Command): void {
  const parseName = oneOf(
    'command',
    program.commands.map((command) => command.name()),
  );
  program
    .command('help')
    .summary('the help of a command')
    .description('Shows what `--help` shows: of the command that is named, or the list of all.')
    .argument('[command]', 'its name', parseName)
    .addHelpText('after', '\nExample:\n  ./lab help compare')
    .action((name?: string) => {
      const command = program.commands.find((each) => each.name() === name) ?? program;
      command.outputHelp();
    });
}
