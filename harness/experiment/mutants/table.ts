/** The table of mutants and checks: which check catches which mutant, and that none fires on a kitchen as it is meant to be. */
import { relative } from 'node:path';
import { CHECKS } from '../../audit/checks/all.ts';
import { HARMFUL_BUCKETS, type Verdict } from '../../audit/verdict.ts';
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import { CENTRE, LEFT, markdownTable, RIGHT } from '../../report/markdown-table.ts';
import { invalidity } from '../invalidity.ts';
import type { Made } from '../machine.ts';
import { ROUGH_MORNING } from './rough-morning.ts';
import { WRONG_WITH } from './wrong.ts';

export type MutantRow = {
  side: Side;
  /** Null: the kitchen as it is meant to be. */
  mutant: string | null;
  /** Name of the scenario that it was run through. */
  scenario: string;
  /** By the id of the check; what does not apply to the side is left out. */
  checks: Record<string, 'pass' | 'fail' | 'unknown'>;
  /** Orders that harmed somebody, warm-up included. */
  harmed: number;
  /** Why the run counts for nothing, whatever machine it ran on. */
  invalid: string[];
  /** Where a run was kept that is worth a look. */
  folder?: string;
};

export function rowOf(side: Side, mutant: string | null, verdict: Verdict): MutantRow {
  const { checks, ledger, warmUp } = verdict.sides[side]!;
  return {
    side,
    mutant,
    scenario: verdict.scenario,
    checks: Object.fromEntries(checks.map(({ id, result }) => [id, result])),
    harmed: HARMFUL_BUCKETS.reduce((sum, bucket) => sum + (ledger[bucket] ?? 0), warmUp.harmed),
    invalid: invalidity(verdict),
  };
}

const failed = ({ checks }: MutantRow): string[] => Object.keys(checks).filter((id) => checks[id] === 'fail');

/** What is wrong with the table, a sentence each; empty when every mutant is caught by its check, and nothing else is. */
export function problemsOf(rows: readonly MutantRow[]): string[] {
  return rows.flatMap((row) => {
    const { side, mutant, harmed, invalid } = row;
    const found = failed(row);
    if (mutant !== null) {
      const { caughtBy } = WRONG_WITH[side][mutant]!;
      if (found.includes(caughtBy)) return [];
      const instead = found.length === 0 ? 'no check fails' : `only ${found.join(', ')} fails`;
      return [`${side} ${mutant} is not caught by ${caughtBy}: ${instead}.`];
    }
    const clean = `${side} ${nameOf(row)}`;
    return [
      ...(found.length > 0 ? [`${clean}: fails ${found.join(', ')}.`] : []),
      ...(harmed > 0 ? [`${clean}: harms ${harmed} orders.`] : []),
      ...invalid.map((why) => `${clean}: a run that does not count: ${why}`),
    ];
  });
}

/** @throws {LabError} 1 with what is wrong, and where to look, unless all is as it should be */
export function assertAsItShouldBe(rows: readonly MutantRow[]): void {
  const problems = problemsOf(rows);
  if (problems.length === 0) return;
  const kept = rows.flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  const details = [...problems, ...kept.map((folder) => `Kept in ${relative(process.cwd(), folder)}`)];
  throw new LabError(EXIT.failed, 'The checks are not what they should be.', { details });
}

/** What was run, in a few words. */
export const nameOf = ({ mutant, scenario }: Pick<MutantRow, 'mutant' | 'scenario'>): string =>
  mutant ?? (scenario === ROUGH_MORNING.name ? 'as it is meant to be' : `as meant, ${scenario}`);

const MARK = { pass: '·', fail: 'X', unknown: '?' } as const;
const LEGEND = 'X fails, · passes, ? can not say; empty: not asked.';
const numberOf = (id: string): string => id.split('-')[0]!;
const marksOf = ({ checks }: MutantRow): string[] =>
  CHECKS.map(({ id }) => (checks[id] === undefined ? '' : MARK[checks[id]]));

/** For a terminal of 80 columns. */
export function renderMutants(rows: readonly MutantRow[]): string {
  const width = Math.max(...rows.map((row) => nameOf(row).length));
  const line = (side: string, name: string, cells: readonly string[], harmed: string): string =>
    `${side.padEnd(4)}${name.padEnd(width)}${cells.map((cell) => cell.padStart(3)).join('')}${harmed.padStart(8)}`;
  const numbers = CHECKS.map(({ id }) => numberOf(id));
  return [
    line('', 'check', numbers, 'harmed'),
    ...rows.map((row) => line(row.side, nameOf(row), marksOf(row), String(row.harmed))),
    '',
    `${LEGEND} Harmed: orders.`,
    ...CHECKS.map(({ id }) => `  ${id}`),
  ].join('\n');
}

/** The page docs/mutants.md. */
export function mutantsAsMarkdown(rows: readonly MutantRow[], { command, date, machine }: Made): string {
  const columns = [LEFT, LEFT, LEFT, ...CHECKS.map(() => CENTRE), RIGHT];
  const head = ['side', 'mutant', 'what is wrong with it', ...CHECKS.map(({ id }) => numberOf(id)), 'harmed'];
  const cells = rows.map((row) => {
    const { side, mutant, scenario, harmed } = row;
    const { words, caughtBy } =
      mutant === null ? { words: `nothing (${scenario})`, caughtBy: null } : WRONG_WITH[side][mutant]!;
    const marks = marksOf(row).map((mark, at) => (CHECKS[at]!.id === caughtBy ? `**${mark}**` : mark));
    return [side, mutant ?? '–', words, ...marks, String(harmed)];
  });
  return [
    '# Mutants: kitchens built wrong on purpose',
    '',
    'Each has one pattern left out or broken, and is run through the few seconds that can expose it; so is the kitchen as it is meant to',
    'be. A check is trusted that fails the one and passes the other ([what each check looks at](truth.md#4-the-checks)).',
    '',
    `\`${command}\` wrote this page on ${date} (${machine}); some of the checks that fail differ from run to run.`,
    '',
    ...markdownTable(columns, head, cells),
    '',
    `${LEGEND} **X** is of the check that must fail. "harmed" counts orders.`,
  ].join('\n');
}
