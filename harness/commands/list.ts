/** `./lab list`: what there is to choose from, and what is judged. */
import type { Command } from 'commander';
import { CHECKS } from '../audit/checks/all.ts';
import { BUCKETS } from '../audit/verdict.ts';
import { type Arms, LADDERS } from '../experiment/arms.ts';
import { durationSeconds } from '../experiment/load.ts';
import { FAULTS } from '../faults/faults.ts';
import { BUCKET_WORDS } from '../report/buckets.ts';
import { wrap } from '../report/plain.ts';
import type { ScenarioDefinition } from '../scenarios/definition.ts';
import { allScenarios } from '../scenarios/scenarios.ts';
import { ROLES, SIDES, SYSTEMS, sidesWith } from '../systems.ts';
import { layout, print, printJson } from './terminal/output.ts';

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
      'Lists the scenarios that can be run with the claims that they test and the time that a side is under load, the sides and their arms, the faults and their options, as they are unless said otherwise, the checks and the buckets of the ledger.',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ./lab list')
    .action((options: { json?: boolean }) => {
      const everything = catalogue();
      if (options.json === true) printJson(everything);
      else print(textOf(everything, layout().columns));
    });
}

type Catalogue = Record<string, Entry[]> & { scenarios: ScenarioEntry[]; faults: FaultEntry[] };

export function catalogue(): Catalogue {
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

export function textOf({ scenarios, faults, ...others }: Catalogue, columns: number): string {
  const scenarioRows = scenarios.map(({ name, title, claims, seconds }) => ({
    name,
    title: `${title} (${[...claims, `${seconds.load} s a side`].join(', ')})`,
  }));
  const faultRows = faults.map(({ name, title, options }) => {
    const settings = Object.entries(options).map(([option, usual]) => `--with ${option}=${usual}`);
    return { name, title, more: settings.join(' ') };
  });
  return Object.entries<Row[]>({ scenarios: scenarioRows, faults: faultRows, ...others })
    .map(([heading, rows]) => section(heading, rows, columns))
    .join('\n\n');
}

type Row = Entry & { more?: string };

function section(heading: string, rows: readonly Row[], columns: number): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.flatMap(({ name, title, more = '' }) =>
    [title, more]
      .filter((text) => text !== '')
      .flatMap((text) => wrap(text.replaceAll('--with ', '--with\u00a0'), columns - width - 4))
      .map((line, index) => `  ${(index === 0 ? name : '').padEnd(width)}  ${line}`),
  );
  return [heading, ...lines].join('\n');
}
