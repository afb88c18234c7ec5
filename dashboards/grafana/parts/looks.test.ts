import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { FAULTS } from '../../../harness/faults/faults.ts';
import { colourDistance, contrastWithWhite, VISIONS } from '../testing/vision.ts';
import { FATES, LOOKS, type Look, PARTS, PLAIN, STATES } from './looks.ts';

const reportFile = (name: string) =>
  readFile(new URL(`../../../harness/report/browser/${name}`, import.meta.url), 'utf8');

/** A difference that is seen at a glance in thin lines (CIE76; about 2.3 is just noticeable). */
const CLEAR = 15;

const pairsOf = (looks: Record<string, Look>): [string, string, Look, Look][] => {
  const all = Object.entries(looks);
  return all.flatMap(([a, lookA], i) =>
    all.slice(i + 1).map(([b, lookB]): [string, string, Look, Look] => [a, b, lookA, lookB]),
  );
};

describe('looks', () => {
  test('what the report has a colour for has the same colour here', async () => {
    const css = await reportFile('ink.css');
    const ofReport = Object.fromEntries(
      [...css.matchAll(/--(\w+): light-dark\((#\w{6})/g)].map(([, name, colour]) => [name!, colour!]),
    );
    const shared = Object.keys({ ...FATES, ...PARTS }).filter((name) => name in ofReport);

    expect(shared.length).toBeGreaterThanOrEqual(11);
    for (const name of shared)
      expect([name, LOOKS[name as keyof typeof LOOKS].colour]).toEqual([name, ofReport[name]]);
  });

  test('the fates of orders have the dashes that they have in the report', async () => {
    const css = await reportFile('keys.css');
    for (const name of ['offered', 'accepted', 'completed', 'refused'] as const) {
      const rule = new RegExp(`\\[data-key="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
      const dashes = /--dashes: ([\d. ]+)/.exec(rule)?.[1]?.split(' ').map(Number) ?? [];
      expect([name, FATES[name].dashes]).toEqual([name, dashes]);
    }
  });

  test.each(Object.entries(LOOKS))('%s stands out on white, on a projector, too', (_name, { colour }) => {
    expect(contrastWithWhite(colour)).toBeGreaterThan(3);
  });

  test.each([...pairsOf(FATES), ...pairsOf(PARTS), ...pairsOf(PLAIN)])(
    '%s and %s differ in their dashes, or in their colour for every kind of eye',
    (_a, _b, a, b) => {
      const sameDashes = JSON.stringify(a.dashes) === JSON.stringify(b.dashes);
      const nearest = Math.min(...VISIONS.map((vision) => colourDistance(a.colour, b.colour, vision)));
      expect(sameDashes ? nearest : CLEAR).toBeGreaterThanOrEqual(CLEAR);
    },
  );

  test.each(Object.entries(STATES))('the states of %s differ for every kind of eye', (_name, states) => {
    for (const [i, a] of states.entries()) {
      for (const b of states.slice(i + 1)) {
        for (const vision of VISIONS) {
          expect(colourDistance(a.colour, b.colour, vision)).toBeGreaterThan(CLEAR);
        }
      }
    }
  });

  test('a fault in force has the colour of the usual fault', () => {
    expect(STATES.fault[1].colour).toBe(FAULTS.kill.colour);
  });
});
