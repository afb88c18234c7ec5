/** The report of every scenario, and the page of a ladder, in a real browser: all is there, and nothing goes wrong. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Verdict } from '../audit/verdict.ts';
import type { Side } from '../evidence/records.ts';
import { LADDERS } from '../experiment/arms.ts';
import { asItShouldBe, harmful, playedRuns, unmeasured, unused } from '../experiment/testing/played-runs.ts';
import { FAULTS } from '../faults/faults.ts';
import { climb } from '../ladder/climb.ts';
import { type Scenario, sidesOfFault } from '../scenarios/scenario.ts';
import { allScenarios, scenarioNamed } from '../scenarios/scenarios.ts';
import { targetText } from '../scenarios/target.ts';
import { SIDES, SYSTEMS } from '../systems.ts';
import { openReport, startBrowser } from './testing/browser.ts';
import { recordScenario } from './testing/scenario-run.ts';

/** Starting a browser on a busy machine takes its time. */
const PATIENCE_MS = 60_000;
/** Few orders: what is told of them is the same. */
const CHOICES = { seed: 1, rate: 4 };
const CHARTS_PER_SIDE = 5;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenarios-'));
  browser = await startBrowser();
}, PATIENCE_MS);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Looks at a page that must neither complain nor ask any network for anything. */
async function look(file: string, at: (page: Page) => Promise<void>): Promise<void> {
  const open = await openReport(browser, await readFile(file, 'utf8'), {
    viewport: { width: 1280, height: 900 },
  });
  try {
    await at(open.page);
    expect(open.complaints).toEqual([]);
    expect(open.requests).toEqual([]);
  } finally {
    await open.close();
  }
}

type Told = { what: string; scenario: Scenario; sides: readonly [Side, ...Side[]] };

const bothSides = allScenarios().map(
  (definition): Told => ({
    what: `${definition.name}, both sides`,
    scenario: definition.plan(CHOICES),
    sides: ['rr', 'ed'],
  }),
);
const oneSide = bothSides.flatMap(({ scenario }): Told[] => {
  const done = SIDES.filter((side) => scenario.faults.some((fault) => sidesOfFault(fault).includes(side)));
  const [only, ...others] = done;
  return only === undefined || others.length > 0
    ? []
    : [{ what: `${scenario.name}, ${only} alone`, scenario, sides: [only] }];
});

describe('the report of a scenario', () => {
  test.each([...bothSides, ...oneSide])('$what', async ({ what, scenario, sides }) => {
    const { verdict, report } = await recordScenario(join(folder, what), { scenario, sides });
    // What it tells of is a run that counts.
    expect([verdict.invalidBecause, verdict.unpredicted]).toEqual([[], []]);
    await look(report, async (page) => {
      await expectHead(page, scenario, sides, verdict);
      await expectFaults(page, scenario, sides);
      await expectCharts(page, sides);
      // What is expected of another rung is not asked.
      const asked = verdict.hypothesis?.length ?? 0;
      expect(await page.locator('#hypothesis tbody tr').count()).toBe(asked);
      expect(asked > 0).toBe((scenario.expects ?? []).length > 0);
      expect(await page.textContent('main')).not.toMatch(/undefined|NaN|Infinity|\[object/);
    });
  });
});

const namesOf = (sides: readonly Side[]): string[] => sides.map((side) => SYSTEMS[side].name);

/** The headline, a card a side, and whatever must be read before any number. */
async function expectHead(page: Page, scenario: Scenario, sides: readonly Side[], verdict: Verdict) {
  const headline = await page.textContent('h1');
  for (const part of [...namesOf(sides), '4 orders a second']) expect(headline).toContain(part);
  for (const { fault, ...target } of scenario.faults) {
    const text = targetText(target);
    expect(headline).toContain(FAULTS[fault].words?.(text) ?? `${text} ${FAULTS[fault].title}`);
  }
  expect(await page.textContent('.kicker')).toContain(scenario.title);
  expect(await page.locator('.cards .side-name').allTextContents()).toEqual(namesOf(sides));
  const labels = (await page.locator('.banner.label').allTextContents()).join('\n');
  expect(labels.includes('One-sided: ')).toBe((verdict.oneSided ?? []).length > 0);
  expect(labels.includes('Set otherwise on purpose: ')).toBe(
    scenario.breaker !== undefined && sides.includes('rr'),
  );
  expect(await page.textContent('#again')).toContain(`${scenario.instances ?? 1} of each service`);
}

/** Every fault that was done to a side: its band in its colour, its name in words, and its proof. */
async function expectFaults(page: Page, { faults }: Scenario, sides: readonly Side[]) {
  const heads = page.locator('.timeline-head .side');
  expect(await heads.locator('.side-name').allTextContents()).toEqual(namesOf(sides));
  for (const [index, side] of sides.entries()) {
    const done = faults.filter((fault) => sidesOfFault(fault).includes(side));
    const moments = await heads.nth(index).locator('.moments').textContent();
    for (const { fault, ...target } of done)
      expect(moments).toContain(`${targetText(target)} ${FAULTS[fault].title}`);
    const bands = await heads
      .nth(index)
      .locator('.stretch.fault')
      .evaluateAll((all) =>
        all.map((band) => ({
          colour: /--fault-colour:(#\w+)/.exec(band.getAttribute('style') ?? '')?.[1],
          hasSize: band.getBoundingClientRect().width > 0,
        })),
      );
    expect(bands).toEqual(done.map(({ fault }) => ({ colour: FAULTS[fault].colour, hasSize: true })));
  }
  const proven = sides.flatMap((side) => faults.filter((fault) => sidesOfFault(fault).includes(side)));
  expect(await page.locator('#faults tbody tr').count()).toBe(proven.length);
}

/** As many on each side, every one with a size and with something drawn in it, or the reason why there is nothing. */
async function expectCharts(page: Page, sides: readonly Side[]) {
  const charts = await page.locator('.chart').evaluateAll((all) =>
    all.map((chart) => {
      const { width, height } = chart.querySelector('.plot')!.getBoundingClientRect();
      return {
        hasSize: width > 0 && height > 0,
        hasLegend: chart.querySelector('.legend li') !== null,
        isDrawn:
          chart.querySelector('path.line[d^="M"], .lane .state') !== null ||
          chart.querySelector('figcaption')!.textContent === 'Every breaker stayed closed.',
      };
    }),
  );
  expect(charts).toEqual(
    Array.from({ length: CHARTS_PER_SIDE * sides.length }, () => ({
      ...{ hasSize: true, hasLegend: true, isDrawn: true },
    })),
  );
}

test('the page of a ladder: every rung with its bar, its row, and what is wrong with it', async () => {
  const [, , ...others] = LADDERS.rr;
  const runs = [harmful('rr'), unmeasured('rr'), ...others.map(() => asItShouldBe('rr'))];
  const { runOneSide } = playedRuns(
    ...runs.map((verdict, at) => ({
      ...verdict,
      sides: { rr: { ...verdict.sides.rr!, arm: LADDERS.rr[at]! } },
    })),
  );
  const scenario = scenarioNamed('payments-outage').plan(CHOICES);
  await climb({ ...unused(), side: 'rr', scenario, seed: 1, folder, runOneSide });
  await look(join(folder, 'ladder.html'), async (page) => {
    expect(await page.textContent('h1')).toContain(`${LADDERS.rr.length} rungs`);
    expect(await page.locator('.bar-name strong').allTextContents()).toEqual([...LADDERS.rr]);
    expect(await page.locator('.fates').count()).toBe(LADDERS.rr.length);
    const links = page.locator('#rungs tbody th a');
    expect(await links.allTextContents()).toEqual([...LADDERS.rr]);
    expect(await links.first().getAttribute('href')).toBe(`${LADDERS.rr[0]}/report.html`);
    const rows = await page.locator('#rungs tbody tr').allTextContents();
    expect(rows[0]).toContain('1 charged-not-delivered');
    expect(rows[1]).toContain('not valid');
    expect(await page.textContent('#notes pre')).toContain('./lab ladder rr --scenario payments-outage');
  });
});
