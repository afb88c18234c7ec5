/** What a run found, as a piece of Markdown for a page about it: the report's words and numbers, and the command. */

import { HARMFUL_BUCKETS, type HypothesisResult, type SideVerdict, type Verdict } from '../audit/verdict.ts';
import { machineInWords } from '../experiment/machine.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { BUCKET_WORDS, inBucket } from './buckets.ts';
import { claimOutcome } from './hypothesis-words.ts';
import { labelsOf } from './labels.ts';
import { LEFT, markdownTable } from './markdown-table.ts';
import { count, dateTime, duration, percent, seconds } from './numbers.ts';
import { plain } from './plain.ts';
import { harmOverall, headline, hypothesisOutcome, nameOf, sidesOf, validityOf } from './sentences.ts';

export function renderMarkdown({
  experiment,
  verdict,
}: {
  experiment: Experiment;
  verdict: Verdict;
}): string {
  const machine = text(machineInWords(experiment.machine));
  const ran = `\`${code(experiment.command)}\`, ${dateTime(experiment.createdAtMs)}, on ${machine}.`;
  const list = (texts: readonly string[]): string => texts.map((one) => `- ${text(one)}`).join('\n');
  const paragraphs = [
    `${ran} ${validityOf(verdict)}`,
    list(verdict.invalidBecause),
    labelsOf(verdict).map(text).join(' '),
    `${text(headline(experiment, verdict))} ${text(harmOverall(verdict))}`,
    numbers(verdict),
    text(claimOutcome(verdict) ?? ''),
    expectations(verdict.hypothesis ?? []),
    text(hypothesisOutcome(verdict)),
    list(verdict.unpredicted),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function numbers(verdict: Verdict): string {
  const sides = sidesOf(verdict);
  const row = (name: string, cell: (side: SideVerdict) => string) => [name, ...sides.map(cell)];
  return table([
    ['', ...sides.map(({ side, arm }) => `${nameOf(side)} (${arm})`)],
    row('offered', ({ offered }) => count(offered)),
    row('accepted ÷ offered', ({ availability }) => percent(availability.accepted)),
    row(`completed within ${seconds(verdict.deadlineMs / 1000)} ÷ offered`, ({ availability }) =>
      percent(availability.completedInTime),
    ),
    row('completion p50 · p95', ({ latencyMs: { complete } }) =>
      [complete.p50, complete.p95].map(duration).join(' · '),
    ),
    row('refused', (side) => count(inBucket(side, 'refused'))),
    // What harmed nobody on any side needs no line of its own.
    ...HARMFUL_BUCKETS.filter((bucket) => sides.some((side) => inBucket(side, bucket) > 0)).map((bucket) =>
      row(BUCKET_WORDS[bucket].title.toLowerCase(), (side) => count(inBucket(side, bucket))),
    ),
  ]);
}

function expectations(hypothesis: readonly HypothesisResult[]): string {
  if (hypothesis.length === 0) return '';
  const rows = hypothesis.map(({ expectation, detail, result }) => [
    expectation.replace(/\.$/, ''),
    detail.replace(/^it was /, ''),
    result,
  ]);
  return table([['expected', 'found', ''], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows.map((cells) => cells.map(text));
  const columns = head.map(() => LEFT);
  return markdownTable(columns, head, others).join('\n');
}

/** A text that is told as it is: it can end no cell and begin no element. */
const text = (told: string): string =>
  plain(told).replaceAll('\u00a0', ' ').replaceAll('<', '&lt;').replaceAll('|', '\\|');

const code = (command: string): string => plain(command).replaceAll('`', "'");
