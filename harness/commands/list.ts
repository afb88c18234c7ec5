/** `./lab list`: what there is to choose from, and what is judged. */
import type { Command } from 'commander';
import { CHECKS } from '../audit/checks/all.ts';
import { BUCKETS } from '../audit/verdict.ts';
import { type Arms, LADDERS } from '../experiment/arms.ts';
import { durationSeconds } from '../experiment/load.ts';
import { FAULTS } from '../faults/faults.ts';
import { BUCKET_WORDS } from '../report/buckets.ts';
import type { ScenarioDefinition } from '../scenarios/definition.ts';
import { allScenarios } from '../scenarios/scenarios.ts';
import { ROLES, SIDES, SYSTEMS, sidesWith } from '../systems.ts';
import { print, printJson } from './terminal/output.ts';

type Entry = { name: string; title: string };
type ScenarioEntry = Entry & {
  claims: readonly string[];
  /** How long a side is under load, and the longest that its drain may take. */
  seconds: { load: number; drainAtMost: number };
  /** Other rungs than the top. */
  arms: Partial<Arms>;
};
type FaultEntry = Entry & { on: readonly string[]; options: Readonly<Record<string, unknown>> };

export function addList(program: Command): void {
  program
    .command('list')
    .summary('scenarios, sides, faults, checks, buckets of the ledger')
    .description(
      'Lists the scenarios that can be run with the claims that they test and the time that a side is under load, the sides and their arms, the faults, the checks and the buckets of the ledger.',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab list')
    .action((options: { json?: boolean }) => {
      const everything = catalogue();
      if (options.json === true) printJson(everything);
      else print(textOf(everything));
    });
}

type Catalogue = Record<string, Entry[]> & { scenarios: ScenarioEntry[]; faults: FaultEntry[] };

function catalogue(): Catalogue {
  return {
    scenarios: allScenarios().map(scenarioEntry),
    sides: SIDES.map((side) => ({ name: side, title: SYSTEMS[side].name })),
    arms: SIDES.map((side) => ({ name: side, title: LADDERS[side].join(' < ') })),
    roles: ROLES.map((role) => ({
      name: role,
      title: sidesWith(role)
        .map((side) => SYSTEMS[side].name)
        .join(', '),
    })),
    faults: Object.entries(FAULTS).map(([name, { does, roles, isOfHop, options }]) => ({
      name,
      title: does,
      on: isOfHop === true ? ['the way from a role to another'] : (roles ?? ROLES),
      options: { ...options?.parse({}) },
    })),
    checks: CHECKS.map(({ id, title }) => ({ name: id, title })),
    buckets: BUCKETS.map((bucket) => ({ name: bucket, title: BUCKET_WORDS[bucket].meaning })),
  };
}

function scenarioEntry(definition: ScenarioDefinition): ScenarioEntry {
  const scenario = definition.plan({ seed: 1 });
  return {
    ...{ name: definition.name, title: definition.title, claims: definition.claims },
    seconds: { load: durationSeconds(scenario), drainAtMost: scenario.seconds.drainAtMost },
    arms: { ...scenario.arms },
  };
}

function textOf({ scenarios, ...others }: Catalogue): string {
  const rows = scenarios.map(({ name, title, claims, seconds }) => ({
    name,
    title: `${title} (${[...claims, `${seconds.load} s a side`].join(', ')})`,
  }));
  return Object.entries({ scenarios: rows, ...others })
    .map(([heading, entries]) => section(heading, entries))
    .join('\n\n');
}

function section(heading: string, entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return [heading, ...entries.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`)].join('\n');
}
