/** Every fault has a colour that nobody takes for another's, whatever kind of eye looks at it. */
import { expect, test } from '@jest/globals';
import { colourDistance, VISIONS } from '../../dashboards/grafana/testing/vision.ts';
import { FAULTS } from './faults.ts';

/** A difference that is seen at a glance (CIE76; about 2.3 is just noticeable). */
const CLEAR = 15;

const all = Object.entries(FAULTS);
const pairs = all.flatMap(([a, one], index) =>
  all.slice(index + 1).map(([b, other]) => [a, b, one.colour, other.colour] as const),
);

test.each(pairs)('%s and %s differ in colour for every kind of eye', (_a, _b, one, other) => {
  expect(Math.min(...VISIONS.map((vision) => colourDistance(one, other, vision)))).toBeGreaterThan(CLEAR);
});
