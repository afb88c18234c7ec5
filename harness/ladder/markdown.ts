/** A ladder as a section of Markdown, for docs/ladders.md. */
import { dateTime, decimal, plural } from '../report/numbers.ts';
import { plain } from '../report/plain.ts';
import { nameOf } from '../report/sentences.ts';
import type { Ladder } from './rungs.ts';
import { ladderNotes, ladderRows } from './terminal.ts';

export function ladderAsMarkdown(ladder: Ladder): string {
  const { side, title, seed, ratePerSecond, createdAtMs, machine, versions, command } = ladder;
  const { header, rows } = ladderRows(ladder);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${capital(nameOf(side))}`,
    '',
    `    ${command}`,
    '',
    `${title}, ${plural(ratePerSecond, 'order')} a second, seed ${seed}. ${dateTime(createdAtMs)}, ${machine.cpus} cores (${machine.model}), ${decimal(machine.memoryGb, 0)} GB, ${machine.system}, Node.js ${versions['Node.js']}; at ${versions['Two Kitchens']}.`,
    '',
    line(header),
    line(['---', ...header.slice(1).map(() => '--:')]),
    ...rows.map(([rung, ...cells]) => line([`\`${rung}\``, ...cells])),
    '',
    ...ladderNotes(ladder).map((note) => `- ${plain(note)}`),
  ].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
