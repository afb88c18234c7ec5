import { describe, expect, test } from '@jest/globals';
import { goodDay } from '../testing/good-day.ts';
import { history } from '../testing/history.ts';

const EVERYWHERE = [
  ...['1-nothing-lost', '2-money', '3-stock', '4-endings', '5-delivery', '6-legal-changes', '7-same-key'],
];
const CHECKS_OF = {
  rr: [...EVERYWHERE, '11-load-adds-up'],
  ed: [...EVERYWHERE, '8-messages', '9-dead-letters', '10-replay', '11-load-adds-up'],
};

describe.each(['rr', 'ed'] as const)('all checks on %s', (side) => {
  test('a good day passes every check that applies', () => {
    const { checks } = goodDay(side).verdict();
    expect(checks.map(({ id }) => id)).toEqual(CHECKS_OF[side]);
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    for (const { examined } of checks) expect(examined).toBeGreaterThan(0);
  });

  test('an empty history passes nothing', () => {
    const empty = history(side).change((tables) => {
      for (const table of Object.values(tables)) table.length = 0;
    });
    for (const check of empty.verdict().checks)
      expect(check).toMatchObject({ result: 'unknown', examined: 0 });
  });

  test('an empty history passes nothing even when the load claims to have run', () => {
    const claimed = history(side).change((_tables, run) =>
      Object.assign(run.load, { offered: 100, started: 100 }),
    );
    expect(claimed.check('11')).toMatchObject({ result: 'fail' });
  });
});
