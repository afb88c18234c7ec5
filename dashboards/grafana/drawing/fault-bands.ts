/** The faults of a kitchen as bands behind its panels, in the colours of the report's timeline: one a family of faults. */
import { FAULT_FAMILIES, FAULTS } from '../../../harness/faults/faults.ts';
import type { Kitchen } from '../parts/kitchens.ts';

export type Band = { name: string; colour: string; expr: string };

/** Of faults that are not known here, too: made by hand, say, or by a later version. */
const USUAL_COLOUR = FAULTS.kill.colour;

/** One query a family, in the colour of its first fault, so that they stay few however many faults there are. */
export function faultBands({ own, name }: Kitchen): Band[] {
  const { processes: _usual, ...special } = FAULT_FAMILIES;
  const namesOf = (faults: object) => Object.keys(faults).join('|');
  const all = namesOf(Object.assign({}, ...Object.values(special)));
  const band = (what: string, colour: string, matcher: string): Band => ({
    name: `${name}: ${what}`,
    colour,
    expr: `lab_fault_active{${own}${matcher}} == 1`,
  });
  return [
    band('faults', USUAL_COLOUR, `,fault!~"${all}"`),
    ...Object.entries(special).map(([family, faults]) =>
      band(`faults of ${family}`, Object.values(faults)[0]!.colour, `,fault=~"${namesOf(faults)}"`),
    ),
  ];
}
