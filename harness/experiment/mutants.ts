/** Mutants: a kitchen built wrong on purpose, to show that the audit notices. Which side has which. */
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { SIDES } from '../systems.ts';

export const MUTANTS: Readonly<Record<Side, readonly string[]>> = {
  rr: ['no-compensation', 'retry-without-key'],
  ed: ['no-inbox', 'offset-before-work', 'publish-without-outbox', 'swallowed-error', 'no-compensation'],
};

/** The wanted mutants that each of these sides has. @throws {LabError} 64 for one that none of them has */
export function mutantsBySide(sides: readonly Side[], wanted: readonly string[]): Record<Side, string[]> {
  for (const mutant of wanted) {
    if (sides.some((side) => MUTANTS[side].includes(mutant))) continue;
    const known = [...new Set(sides.flatMap((side) => MUTANTS[side]))].join(', ');
    throw new LabError(EXIT.usage, `There is no mutant "${mutant}" here. There are: ${known}.`);
  }
  const ofSide = (side: Side): string[] =>
    wanted.filter((mutant) => sides.includes(side) && MUTANTS[side].includes(mutant));
  return Object.fromEntries(SIDES.map((side) => [side, ofSide(side)])) as Record<Side, string[]>;
}
