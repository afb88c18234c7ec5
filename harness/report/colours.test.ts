/** What lies next to each other in the report is told apart by every kind of eye: by its colour, or by dashes or hatching. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { colourDistance, VISIONS } from '../../dashboards/grafana/testing/vision.ts';

const THEMES = ['light', 'dark'] as const;
/** A difference that is seen at a glance in thin lines (CIE76; about 2.3 is just noticeable). */
const CLEAR = 15;

const css = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'browser', `${name}.css`), 'utf8');
const colours = new Map(
  [...css('ink').matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
);

/** Declarations of a rule, and the colour that its text names first. */
function look(sheet: string, selector: string) {
  const start = sheet.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`no rule for ${selector}`);
  const rule = sheet.slice(start, sheet.indexOf('}', start));
  const colour = colours.get(/(?:--line-colour|background):[^;]*?var\(--([\w-]+)\)/.exec(rule)![1]!)!;
  return {
    colour,
    pattern: /(?:--dashes: ([^;]+)|repeating-linear-gradient\(([^,]+))/.exec(rule)?.[0] ?? '',
  };
}

const line = (key: string) => look(css('keys'), `[data-key="${key}"]`);
const fate = (name: string) => look(css('fates'), `.fate.${name}`);
const part = (key: string) => look(css('fates'), `.part[data-key="${key}"]`);

const SEEN_TOGETHER = {
  'lines of orders': ['offered', 'accepted', 'completed', 'refused'].map(line),
  'lines of lag': ['orders', 'stock', 'payments', 'delivery', 'outbox'].map(line),
  'what became of orders': ['inTime', 'late', 'refused', 'harmed'].map(fate),
  recovery: ['process-up', 'first-completion', 'backlog-cleared'].map(fate),
  'the price': ['services', 'postgres', 'kafka'].map(part),
};

describe.each(THEMES)('on %s paper', (theme) => {
  test.each(Object.entries(SEEN_TOGETHER))('%s: are told apart by every kind of eye', (_what, looks) => {
    for (const [index, one] of looks.entries()) {
      for (const other of looks.slice(index + 1)) {
        if (one.pattern !== other.pattern) continue;
        const distances = VISIONS.map((vision) =>
          colourDistance(one.colour[theme], other.colour[theme], vision),
        );
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(CLEAR);
      }
    }
  });
});
