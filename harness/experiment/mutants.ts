/** Mutants: a kitchen built wrong on purpose, to show that the audit notices. Which side has which. */
import * as ed from '../../event-driven/mutants.ts';
import * as rr from '../../request-response/mutants.ts';
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { unknownName } from '../names.ts';
import { SIDES, SYSTEMS } from '../systems.ts';

export const MUTANTS: Readonly<Record<Side, readonly string[]>> = { rr: rr.MUTANTS, ed: ed.MUTANTS };

/** The wanted mutants that each of these sides has, each once. @throws {LabError} 64 for one that none of them has */
export function mutantsBySide(sides: readonly Side[], wanted: readonly string[]): Record<Side, string[]> {
  for (const mutant of wanted) {
    if (sides.some((side) => MUTANTS[side].includes(mutant))) continue;
    const known = [...new Set(sides.flatMap((side) => MUTANTS[side]))];
    const what = sides.length > 1 ? 'mutant' : `mutant of the ${SYSTEMS[sides[0]!].name} kitchen`;
    throw new LabError(EXIT.usage, unknownName(what, mutant, known));
  }
  const ofSide = (side: Side): string[] =>
    [...new Set(wanted)].filter((mutant) => sides.includes(side) && MUTANTS[side].includes(mutant));
  return Object.fromEntries(SIDES.map((side) => [side, ofSide(side)])) as Record<Side, string[]>;
}
