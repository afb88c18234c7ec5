/** The audit finds what is wrong, whatever else the day was like, and blames nothing else for it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHECKS } from './checks/all.ts';
import { CORRUPTIONS } from './testing/corruptions.ts';
import { type History, history } from './testing/history.ts';
import { LEFT_BY } from './testing/left-by-mutants.ts';
import {
  CONFIRMED,
  DECLINED,
  NO_ADDRESS,
  type OrderStory,
  OUT_OF_STOCK,
  REFUSED,
  UNDONE,
} from './testing/order-story.ts';
import type { Corruption } from './testing/rows.ts';

const RUNS = 20;
const UNTOLD: OrderStory = { ...CONFIRMED, told: 'nothing' };
const OF_BOTH = [CONFIRMED, DECLINED, NO_ADDRESS, OUT_OF_STOCK, REFUSED, UNTOLD];

/** A clean day of any orders, with one among them that was confirmed, and told. */
const cleanDay = (side: 'rr' | 'ed') => {
  const stories = fc.array(fc.constantFrom(...OF_BOTH, ...(side === 'rr' ? [UNDONE] : [])), { maxLength: 8 });
  return fc.record({ before: stories, after: stories }).map(({ before, after }) => ({
    build(): History {
      const day = history(side);
      for (const [index, story] of [...before, CONFIRMED, ...after].entries())
        day.order(`order ${index}`, story);
      return day;
    },
    index: before.length,
  }));
};
const failing = (day: History): string[] =>
  day
    .verdict()
    .checks.filter(({ result }) => result === 'fail')
    .map(({ id }) => id);

test.each(['rr', 'ed'] as const)('%s: a clean day fails no check, whatever it is made of', (side) => {
  fc.assert(
    fc.property(cleanDay(side), ({ build }) => {
      const { checks } = build().verdict();
      expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test.each<Corruption>(CORRUPTIONS)(
  '$side, $what: exactly $fails, and $bucket',
  ({ side, how, fails, bucket }) => {
    fc.assert(
      fc.property(cleanDay(side), ({ build, index }) => {
        const day = build().change((tables) => how(tables, index));
        expect(failing(day)).toEqual(fails);
        expect(day.ledgerLine(`order ${index}`).bucket).toBe(bucket);
      }),
      { numRuns: RUNS },
    );
  },
);

test('every check but "sometimes" is the one that finds something', () => {
  const found = new Set(CORRUPTIONS.flatMap(({ fails }) => fails));
  const never = CHECKS.filter(({ id }) => !found.has(id)).map(({ id }) => id);
  expect(never).toEqual(['12-it-happened']);
});

test.each(['rr', 'ed'] as const)('%s: what each mutant leaves behind is one of these', (side) => {
  const known = CORRUPTIONS.filter((one) => one.side === side).map(({ what }) => what);
  for (const left of Object.values(LEFT_BY[side])) expect(known).toContain(left);
});
