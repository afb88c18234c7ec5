/** The faults of a kitchen as bands behind its panels, in the colours of the report's timeline. */
import { FAULTS } from '../../../harness/faults/faults.ts';
import type { Kitchen } from '../parts/kitchens.ts';

export type Band = { name: string; colour: string; expr: string };

/** Of faults that are not known here, too: made by hand, say, or by a later version. */
const USUAL_COLOUR = FAULTS.kill.colour;

/** One query a colour, so that they stay few however many faults there are. */
export function faultBands({ own, name }: Kitchen): Band[] {
  const special = Map.groupBy(
    Object.entries(FAULTS).filter(([, { colour }]) => colour !== USUAL_COLOUR),
    ([, { colour }]) => colour,
  );
  const namesOf = (faults: [string, unknown][]) => faults.map(([fault]) => fault).join('|');
  const all = namesOf([...special.values()].flat());
  const band = (what: string, colour: string, matcher: string): Band => ({
    name: `${name}: ${what}`,
    colour,
    expr: `lab_fault_active{${own}${matcher}} == 1`,
  });
  return [
    band('faults', USUAL_COLOUR, all === '' ? '' : `,fault!~"${all}"`),
    ...[...special].map(([colour, faults]) =>
      band(namesOf(faults).replaceAll('|', ', '), colour, `,fault=~"${namesOf(faults)}"`),
    ),
  ];
}
