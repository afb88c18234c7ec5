/** `./lab list`: what there is to choose from, and what is judged. */
import type { Command } from 'commander';
import { CHECKS } from '../audit/checks/all.ts';
import { BUCKETS } from '../audit/verdict.ts';
import { LADDERS } from '../experiment/arms.ts';
import { FAULTS } from '../faults/faults.ts';
import { BUCKET_WORDS } from '../report/buckets.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import { ROLES, SIDES, SYSTEMS, sidesWith } from '../systems.ts';
import { print, printJson } from './terminal/output.ts';

type Entry = { name: string; title: string };

export function addList(program: Command): void {
  program
    .command('list')
    .summary('scenarios, sides, faults, checks, buckets of the ledger')
    .description(
      'Lists the scenarios that can be run, the sides and their arms, the faults, the checks and the buckets of the ledger.',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab list')
    .action((options: { json?: boolean }) => {
      const everything = catalogue();
      if (options.json === true) printJson(everything);
      else
        print(
          Object.entries(everything)
            .map(([heading, entries]) => section(heading, entries))
            .join('\n\n'),
        );
    });
}

function catalogue(): Record<string, Entry[]> {
  return {
    scenarios: SCENARIOS.map(({ name, title }) => ({ name, title })),
    sides: SIDES.map((side) => ({ name: side, title: SYSTEMS[side].name })),
    arms: SIDES.map((side) => ({ name: side, title: LADDERS[side].join(' < ') })),
    roles: ROLES.map((role) => ({
      name: role,
      title: sidesWith(role)
        .map((side) => SYSTEMS[side].name)
        .join(', '),
    })),
    faults: Object.entries(FAULTS).map(([name, { does, options }]) => ({
      name,
      title: options === undefined ? does : `${does} (--with ${Object.keys(options.shape).join(', ')})`,
    })),
    checks: CHECKS.map(({ id, title }) => ({ name: id, title })),
    buckets: BUCKETS.map((bucket) => ({ name: bucket, title: BUCKET_WORDS[bucket].meaning })),
  };
}

function section(heading: string, entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return [heading, ...entries.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`)].join('\n');
}
