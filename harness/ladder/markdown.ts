/** A ladder as a section of Markdown, for docs/ladders.md. */
import { LEFT, markdownTable, RIGHT } from '../report/markdown-table.ts';
import { dateTime, decimal, plural } from '../report/numbers.ts';
import { plain } from '../report/plain.ts';
import { capital, nameOf } from '../report/sentences.ts';
import type { Ladder } from './rungs.ts';
import { ladderNotes, ladderRows } from './terminal.ts';

export function ladderAsMarkdown(ladder: Ladder): string {
  const { side, title, seed, ratePerSecond, createdAtMs, machine, versions, command } = ladder;
  const { header, rows } = ladderRows(ladder);
  const columns = [LEFT, ...header.slice(1).map(() => RIGHT)];
  const named = rows.map(([rung, ...cells]) => [`\`${rung}\``, ...cells]);
  return [
    `## ${capital(nameOf(side))}`,
    '',
    `    ${command}`,
    '',
    `${title}, ${plural(ratePerSecond, 'order')} a second, seed ${seed}. ${dateTime(createdAtMs)}, ${machine.cpus} cores (${machine.model}), ${decimal(machine.memoryGb, 0)} GB, ${machine.system}, Node.js ${versions['Node.js']}; at ${versions['Two Kitchens']}.`,
    '',
    ...markdownTable(columns, header, named),
    '',
    ...ladderNotes(ladder).map((note) => `- ${plain(note)}`),
  ].join('\n');
}
