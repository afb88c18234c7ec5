/** How a soak ended: in words, and as an exit code. */
import { relative } from 'node:path';
import { EXIT, type ExitCode } from '../errors.ts';
import type { SoakResult } from './soak.ts';

const EXIT_OF_SURPRISE = { kitchens: EXIT.unsafe, measuring: EXIT.invalid } as const;

export const exitOfSoak = ({ surprise }: SoakResult): ExitCode =>
  surprise === null ? EXIT.ok : EXIT_OF_SURPRISE[surprise.of];

/** What was done, and what came of it, in two sentences. */
export function tallyOf({ rounds, surprise }: SoakResult): string {
  const faults = rounds.reduce((sum, each) => sum + each.faults.length, 0);
  const found =
    surprise === null
      ? 'No surprise: every order accounted for, every check passed.'
      : `A surprise in round ${surprise.round} (${surprise.side}):`;
  return `${rounds.length} rounds, ${faults} faults. ${found}`;
}

export function soakInWords(result: SoakResult): string {
  const { surprise } = result;
  if (surprise === null) return tallyOf(result);
  return [
    tallyOf(result),
    ...surprise.why.map((why) => `  - ${why}`),
    ...surprise.faults.map((fault) => `  broken: ${fault}`),
    `Kept in ${relative(process.cwd(), surprise.folder)}; again: ${surprise.command}`,
  ].join('\n');
}
