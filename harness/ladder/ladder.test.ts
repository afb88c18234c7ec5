import { describe, expect, test } from '@jest/globals';
import { sampleRun } from '../report/testing/sample.ts';
import { countLines } from './lines.ts';
import { ladderAsMarkdown } from './markdown.ts';
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
  machine: { cpus: 2, model: 'a machine', memoryGb: 8, system: 'linux' },
  versions: { 'Node.js': '24.21.0', 'Two Kitchens': 'abc' },
};

describe('a rung', () => {
  test('its orders add up to what was offered', () => {
    const { offered, inTime, late, refused, harmed } = rung;
    expect(inTime + late + refused + harmed).toBe(offered);
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

  test('as Markdown says what was run, when, on which machine, and what came of it', () => {
    const lines = ladderAsMarkdown(ladder).split('\n');
    expect(lines[0]).toBe('## Request-response');
    expect(lines).toContain('    ./lab ladder rr');
    expect(lines).toContain('| rung | in time | late | refused | harmed | p95 | CPU/order | lines |');
    expect(lines.find((line) => line.includes('2 cores (a machine), 8 GB'))).toContain('1970-01-01');
    expect(lines).toContain(`- ${ladderNotes(ladder)[0]}`);
    expect(lines.filter((line) => line.startsWith('| `'))).toHaveLength(1);
  });

  test('as a page links to the report of each rung; text stays text', () => {
    const page = renderLadder(ladder);
    expect(page).toContain('href="retries/report.html"');
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('Of ');
  });
});
