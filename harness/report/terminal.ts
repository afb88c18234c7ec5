/** The short form of the report, for a terminal: the same words and numbers, in plain columns. */
import { styleText } from 'node:util';
import { BUCKETS, type CheckResult, type SideVerdict, type Verdict } from '../audit/verdict.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { BUCKET_WORDS, inBucket, isHarmful } from './buckets.ts';
import { claimOutcome, expectationOutcome } from './hypothesis-words.ts';
import { labelsOf } from './labels.ts';
import { count, duration, percent, plural, seconds } from './numbers.ts';
import { plain, wrap } from './plain.ts';
import {
  harmOverall,
  headline,
  hypothesisOutcome,
  limitOf,
  nameOf,
  sidesOf,
  validityOf,
} from './sentences.ts';

export type Layout = { columns: number; colour: boolean };

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow';
type Paint = (style: Style, text: string) => string;

/** Wider than this, sentences are hard to read and columns far apart. */
const WIDEST = 100;
const NARROWEST = 60;
const COLUMN = 18;

export function renderTerminal(
  { experiment, verdict }: { experiment: Experiment; verdict: Verdict },
  layout: Layout,
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, layout.columns));
  const paint: Paint = (style, text) =>
    layout.colour ? styleText(style, text, { validateStream: false }) : text;
  const sides = sidesOf(verdict);
  const paragraph = (text: string, style?: Style) =>
    wrap(text, width).map((line) => (style === undefined ? line : paint(style, line)));
  const row = (name: string, cells: readonly string[]) =>
    `${fit(name, width - COLUMN * sides.length)}${cells.map((cell) => padStart(cell, COLUMN)).join('')}`.trimEnd();
  const perSide = (name: string, cell: (side: SideVerdict) => string) => row(name, sides.map(cell));
  const heading = (title: string) => [
    '',
    paint(
      'bold',
      perSide(title, (side) => nameOf(side.side)),
    ),
  ];

  const lines = [
    ...(verdict.valid ? [] : [...paragraph(validityOf(verdict), 'red'), ...reasons(verdict, width), '']),
    ...labelsOf(verdict).flatMap((label) => [...paragraph(label, 'yellow'), '']),
    ...paragraph(headline(experiment, verdict), 'bold'),
    ...paragraph(harmOverall(verdict)),
    ...heading('Orders'),
    perSide('accepted ÷ offered', (side) => percent(side.availability.accepted)),
    perSide(`completed within ${seconds(verdict.deadlineMs / 1000)} ÷ offered`, (side) =>
      percent(side.availability.completedInTime),
    ),
    perSide('acceptance p95', (side) => duration(side.latencyMs.accept.p95)),
    perSide('completion p95', (side) => duration(side.latencyMs.complete.p95)),
    ...heading('Ledger'),
    ...BUCKETS.map((bucket) => {
      const line = perSide(ledgerName(bucket), (side) => count(inBucket(side, bucket)));
      const harmed = isHarmful(bucket) && sides.some((side) => inBucket(side, bucket) > 0);
      return harmed ? paint('red', line) : line;
    }),
    perSide('offered', (side) => count(side.offered)),
    ...heading('Checks'),
    ...checkIds(sides).map((id) => paintRow(paint, sides, id, row)),
    '',
    ...(verdict.valid ? paragraph(validityOf(verdict)) : []),
    ...claim(verdict, paragraph, width),
    ...paragraph(hypothesisOutcome(verdict), verdict.unpredicted.length > 0 ? 'red' : undefined),
    ...verdict.unpredicted.flatMap((what) => item(what, width)),
    ...paragraph(limitOf(verdict), 'dim'),
  ];
  return lines.join('\n');
}

function claim(verdict: Verdict, paragraph: (text: string) => string[], width: number): string[] {
  const outcome = claimOutcome(verdict);
  if (outcome === undefined) return [];
  const each = (verdict.hypothesis ?? []).flatMap((one) => item(expectationOutcome(one), width));
  return [...paragraph(outcome), ...each];
}

const reasons = (verdict: Verdict, width: number): string[] =>
  verdict.invalidBecause.flatMap((reason) => item(reason, width));

const item = (text: string, width: number): string[] =>
  wrap(text, width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);

function ledgerName(bucket: (typeof BUCKETS)[number]): string {
  const { title, harms } = BUCKET_WORDS[bucket];
  if (harms === null) return title.toLowerCase();
  return `${title.toLowerCase()} (harms ${harms === 'both' ? 'both' : harms})`;
}

const checkIds = (sides: readonly SideVerdict[]): string[] =>
  [...new Set(sides.flatMap((side) => side.checks.map(({ id }) => id)))].sort(
    (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
  );

function paintRow(
  paint: Paint,
  sides: readonly SideVerdict[],
  id: string,
  row: (name: string, cells: readonly string[]) => string,
): string {
  const results = sides.map((side) => side.checks.find((check) => check.id === id));
  const line = row(id, results.map(resultOf));
  if (results.some((check) => check?.result === 'fail')) return paint('red', line);
  return results.some((check) => check?.result === 'unknown') ? paint('yellow', line) : line;
}

function resultOf(check: CheckResult | undefined): string {
  if (check === undefined) return '–';
  return check.result === 'fail' ? `fail (${plural(check.count, 'case')})` : check.result;
}

const padStart = (text: string, width: number): string =>
  fit(text, width - 1)
    .trimEnd()
    .padStart(width);

/** Exactly this wide: cut with an ellipsis, or filled up. */
function fit(text: string, width: number): string {
  const clean = plain(text).replaceAll('\u00a0', ' ');
  return clean.length > width ? `${clean.slice(0, width - 1)}…` : clean.padEnd(width);
}
