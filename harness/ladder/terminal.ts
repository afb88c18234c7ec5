/** A ladder as a table for a terminal of 80 columns. */
import { count, duration, percent, plural, seconds } from '../report/numbers.ts';
import { nameOf } from '../report/sentences.ts';
import type { Ladder, Rung } from './rungs.ts';

const HEADER = ['rung', 'in time', 'late', 'refused', 'harmed', 'p95', 'CPU/order', 'lines'];

/** Rows of cells, the heading first; for `table` in commands/terminal/output.ts. */
export function ladderRows({ rungs }: Ladder): { header: string[]; rows: string[][] } {
  return { header: HEADER, rows: rungs.map(rowOf) };
}

function rowOf(rung: Rung): string[] {
  return [
    rung.arm,
    percent(rung.inTime / rung.offered),
    count(rung.late),
    count(rung.refused),
    count(rung.harmed),
    duration(rung.completeP95Ms),
    `${rung.cpuMsPerOrder.toFixed(1)} ms`,
    count(rung.linesOfCode),
  ].map((cell) => cell.replaceAll('\u00a0', ' '));
}

/** What stands above and below the table. */
export const ladderTitle = ({ side, title, ratePerSecond }: Ladder): string =>
  `${title}: ${nameOf(side)}, rung by rung, at ${plural(ratePerSecond, 'order')} a second`;

export function ladderNotes({ deadlineMs, rungs }: Ladder): string[] {
  const harm = rungs.filter((rung) => harmOf(rung) !== '').map((rung) => `${rung.arm}: ${harmOf(rung)}.`);
  const invalid = rungs
    .filter(({ valid }) => !valid)
    .map((rung) => `${rung.arm} does not count: ${rung.invalidBecause.join(' ')}`);
  return [
    ...harm,
    ...invalid,
    `In time: completed within ${seconds(deadlineMs / 1000).replaceAll('\u00a0', ' ')}, of what was offered, and nobody harmed. Lines: of the rung's own pattern.`,
    'One run a rung is a demonstration: small differences between neighbours are no result.',
  ];
}

/** Empty when nobody was harmed and no check failed. */
export const harmOf = ({ harm, harmedInWarmUp, failedChecks }: Rung): string =>
  [
    ...harm.map((each) => `${count(each.count)} ${each.bucket}`),
    ...(harmedInWarmUp === 0 ? [] : [`${count(harmedInWarmUp)} harmed in the warm-up`]),
    ...(failedChecks.length === 0 ? [] : [`failed checks ${failedChecks.join(', ')}`]),
  ].join(', ');
