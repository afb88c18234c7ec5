import { describe, expect, test } from '@jest/globals';
import { sampleRun } from '../report/testing/sample.ts';
import { countLines } from './lines.ts';
import { renderLadder } from './page.ts';
import { type Ladder, rungOf } from './rungs.ts';
import { ladderNotes, ladderRows } from './terminal.ts';

const { verdict } = sampleRun({ harmful: { duplicated: 3 } });
const side = verdict.sides.rr!;
const rung = rungOf(verdict, side, { run: 'retries', linesOfCode: 40 });
const ladder: Ladder = {
  ...{
    schema: 1,
    side: 'rr',
    scenario: 'payments-outage',
    title: 'Payments <script>alert(1)</script>',
    seed: 1,
  },
  ...{ ratePerSecond: 100, deadlineMs: 2_000, command: './lab ladder rr', createdAtMs: 0, rungs: [rung] },
};

describe('a rung', () => {
  test('its orders add up to what was offered', () => {
    const { offered, inTime, late, refused, harmed } = rung;
    expect(inTime + late + refused + harmed).toBe(offered + side.warmUp.harmed);
  });

  test('harm is told by bucket, and what it costs in CPU is the whole kitchen', () => {
    expect(rung.harm).toEqual([{ bucket: 'duplicated', count: 3 }]);
    const { services, postgres, kafka } = side.cost.cpuMsPerOrder;
    expect(rung.cpuMsPerOrder).toBeCloseTo(services + postgres + kafka);
  });
});

test('lines of code are counted without comments and empty lines', () => {
  expect(countLines('/**\n * Why.\n */\n// more\nconst one = 1;\n\nexport { one }; // said\n')).toBe(2);
});

describe('a ladder', () => {
  test('fits into 80 columns, and says who was harmed', () => {
    const { header, rows } = ladderRows(ladder);
    const widths = header.map((head, column) =>
      Math.max(head.length, ...rows.map((row) => row[column]!.length)),
    );
    expect(widths.reduce((sum, width) => sum + width + 2, -2)).toBeLessThanOrEqual(80);
    expect(ladderNotes(ladder)[0]).toMatch(/^idempotent: 3 duplicated/);
  });

  test('as a page links to the report of each rung; text stays text', () => {
    const page = renderLadder(ladder);
    expect(page).toContain('href="retries/report.html"');
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('Of ');
  });
});
