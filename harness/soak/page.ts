/** The page docs/soak.md: what a soak without a surprise did, round by round. */
import type { Made } from '../experiment/machine.ts';
import { LEFT, markdownTable, RIGHT } from '../report/markdown-table.ts';
import { tallyOf } from './outcome.ts';
import { LOAD_IN_WORDS, type Round } from './soak.ts';

export function soakAsMarkdown(rounds: readonly Round[], { command, date, machine }: Made): string {
  const rows = rounds.map(({ round, side, instances, faults }) => [
    ...[String(round), side, String(instances)],
    faults.length === 0 ? 'nothing' : faults.join('; '),
  ]);
  return [
    '# Soak: kitchens at their best, broken by lot',
    '',
    `Each round is a kitchen of its own, on the top rung of its ladder, under ${LOAD_IN_WORDS}, audited like any run. The seed decides what is`,
    'broken, and when: the same seed breaks the same.',
    '',
    `\`${command}\` wrote this page on ${date} (${machine}).`,
    '',
    `**${tallyOf({ rounds, surprise: null })}**`,
    '',
    ...markdownTable([RIGHT, LEFT, RIGHT, LEFT], ['round', 'side', 'instances', 'broken'], rows),
  ].join('\n');
}
