/** The table of mutants and checks: which check catches which mutant, and that none fires on a kitchen as it is meant to be. */
import { CHECKS } from '../../audit/checks/all.ts';
import { HARMFUL_BUCKETS, type Verdict } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import { invalidity } from '../invalidity.ts';

export type MutantRow = {
  side: Side;
  /** Null: the kitchen as it is meant to be. */
  mutant: string | null;
  /** By the id of the check; what does not apply to the side is left out. */
  checks: Record<string, 'pass' | 'fail' | 'unknown'>;
  /** Orders that harmed somebody, warm-up included. */
  harmed: number;
  /** Why the run counts for nothing, whatever machine it ran on. */
  invalid: string[];
};

export function rowOf(side: Side, mutant: string | null, verdict: Verdict): MutantRow {
  const { checks, ledger, warmUp } = verdict.sides[side]!;
  return {
    side,
    mutant,
    checks: Object.fromEntries(checks.map(({ id, result }) => [id, result])),
    harmed: HARMFUL_BUCKETS.reduce((sum, bucket) => sum + (ledger[bucket] ?? 0), warmUp.harmed),
    invalid: invalidity(verdict),
  };
}

const failed = ({ checks }: MutantRow): string[] => Object.keys(checks).filter((id) => checks[id] === 'fail');

/** What is wrong with the table, a sentence a row; empty when every mutant is caught and nothing else is. */
export function problemsOf(rows: readonly MutantRow[]): string[] {
  return rows.flatMap((row) => {
    const { side, mutant, harmed, invalid } = row;
    const found = failed(row);
    if (mutant !== null) return found.length > 0 ? [] : [`${side} ${mutant} is caught by no check.`];
    const clean = `${side}, as it is meant to be,`;
    return [
      ...(found.length > 0 ? [`${clean} fails ${found.join(', ')}.`] : []),
      ...(harmed > 0 ? [`${clean} harms ${harmed} orders.`] : []),
      ...invalid.map((why) => `${clean} had a run that does not count: ${why}`),
    ];
  });
}

const MARK = { pass: '·', fail: 'X', unknown: '?' } as const;
const NO_MUTANT = 'as it is meant to be';
const numberOf = (id: string): string => id.split('-')[0]!;
const nameOf = ({ mutant }: MutantRow): string => mutant ?? NO_MUTANT;
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
    'X fails, · passes, ? can not say; empty: not asked. Harmed: orders.',
    ...CHECKS.map(({ id }) => `  ${id}`),
  ].join('\n');
}

/** For docs/. */
export function mutantsAsMarkdown(rows: readonly MutantRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['side', 'mutant', ...CHECKS.map(({ id }) => numberOf(id)), 'harmed']),
    line(['---', '---', ...CHECKS.map(() => ':-:'), '--:']),
    ...rows.map((row) => line([row.side, nameOf(row), ...marksOf(row), String(row.harmed)])),
  ].join('\n');
}
