/** The report in a real browser: what a reader sees and does. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { renderReport } from './report.ts';
import { type OpenReport, openReport, startBrowser } from './testing/browser.ts';
import { sampleRun } from './testing/sample.ts';
import type { SampleOptions } from './testing/sample-experiment.ts';

const SCRIPT = '<script>alert(1)</script>';
const HARMED: SampleOptions = { harmful: { 'charged-not-delivered': 3, stuck: 2 }, text: SCRIPT };
/** Starting a browser on a busy machine takes its time. */
const PATIENCE_MS = 60_000;

let browser: Browser;
let open: OpenReport;

beforeAll(async () => {
  browser = await startBrowser();
}, PATIENCE_MS);
afterAll(() => browser.close());
afterEach(async () => {
  // Whatever a test did: no complaint, and nothing was asked of any network.
  expect(open.complaints).toEqual([]);
  expect(open.requests).toEqual([]);
  await open.close();
});

async function show(sample: SampleOptions = {}, options: BrowserContextOptions = {}) {
  open = await openReport(browser, renderReport(sampleRun(sample)), options);
  return open.page;
}

const scrolls = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

test.each([
  ['a phone', 360],
  ['a laptop', 1280],
  ['a projector', 1920],
])('report: on %s, never scrolls sideways', async (_, width) => {
  const page = await show(HARMED, { viewport: { width, height: 800 } });
  await page.locator('details').evaluateAll((all) => {
    for (const each of all) each.setAttribute('open', '');
  });
  expect(await page.evaluate(scrolls)).toBe(false);
});

test('report: on a phone with larger type, does not scroll sideways either', async () => {
  const page = await show({}, { viewport: { width: 360, height: 800 } });
  await page.click('#type-size');
  expect(await page.getAttribute('#type-size', 'aria-pressed')).toBe('true');
  expect(await page.evaluate(scrolls)).toBe(false);
});

test('timeline: both sides, are drawn level and with lines that have a size', async () => {
  const page = await show({}, { viewport: { width: 1280, height: 900 } });
  const box = async (chart: string) => {
    const { y, width, height } = (await page.locator(`[data-chart="${chart}"]`).boundingBox())!;
    return { y: Math.round(y), width: Math.round(width), height: Math.round(height) };
  };
  expect(await box('rate-ed')).toEqual(await box('rate-rr'));
  const lines = await page
    .locator('.plot .line')
    .evaluateAll((all) =>
      all.map((line) => (line as unknown as { getBBox(): { width: number } }).getBBox().width),
    );
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.every((width) => width > 100)).toBe(true);
  expect(await page.locator('.state.open:visible').count()).toBeGreaterThan(0);
});

test('timeline: pointing at one chart, shows the values of both sides at that time', async () => {
  const page = await show({}, { viewport: { width: 1280, height: 900 } });
  await page.locator('[data-chart="rate-ed"]').hover({ position: { x: 260, y: 100 } });
  expect(await page.textContent('#cursor-time')).toMatch(/^\+\d+\.\d\d s$/);
  expect(await page.locator('#chart-rate-rr .legend [data-key="offered"] output').textContent()).toBe(
    '100/s',
  );
  expect(await page.locator('#chart-waiting-rr .lane output').allTextContents()).toContain('open');
  expect(await page.locator('.cursor:visible').count()).toBe(await page.locator('.plot').count());
  await page.locator('h1').hover();
  expect(await page.locator('.cursor:visible').count()).toBe(0);
});

test('timeline: arrow keys on a focused chart, move the cursor and say the values', async () => {
  const page = await show();
  const plot = page.locator('[data-chart="rate-rr"]');
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  const first = await page.textContent('#cursor-time');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await page.textContent('#cursor-time')).not.toBe(first);
  expect(await plot.getAttribute('aria-valuetext')).toMatch(
    /^\+\d.*: offered 100\/s, accepted \d+\/s, completed/,
  );
  await page.keyboard.press('Escape');
  expect(await page.textContent('#cursor-time')).toBe('');
});

test('timeline: a touch, shows values', async () => {
  const page = await show({}, { viewport: { width: 390, height: 800 }, hasTouch: true });
  await page.locator('[data-chart="latency-ed"]').tap({ position: { x: 150, y: 60 } });
  expect(await page.locator('#chart-latency-ed .legend output').first().textContent()).toMatch(/ ms$/);
});

test('stories: a click and a key, each open one, hop by hop', async () => {
  const page = await show(HARMED);
  const stories = page.locator('#stories > .story');
  expect(await stories.count()).toBe(5);
  await stories.nth(0).locator('summary').click();
  expect(await stories.nth(0).locator('.hops li:visible').count()).toBeGreaterThan(3);
  await stories.nth(1).locator('summary').focus();
  await page.keyboard.press('Enter');
  expect(await stories.nth(1).locator('.hops li:visible').count()).toBeGreaterThan(3);
});

test('stories: searching, leaves the ones that match, and an example of a check leads back to a hidden one', async () => {
  const page = await show(HARMED);
  await page.fill('#search', 'STUCK undecided');
  expect(await page.locator('#stories > .story:visible').count()).toBe(2);
  expect(await page.textContent('#search-count')).toBe('2 orders');
  await page.locator('#check-2-money .examples summary').click();
  await page.locator('#check-2-money [data-story]').first().click();
  const first = page.locator('#stories > .story').first();
  expect(await first.locator('.hops').isVisible()).toBe(true);
  expect(await first.locator('summary').evaluate((summary) => summary.matches(':focus'))).toBe(true);
});

test('escaping: markup in names and reasons, is read as text and never runs', async () => {
  const page = await show(HARMED);
  expect(await page.locator('script').count()).toBe(2);
  expect(await page.textContent('.kicker')).toContain(SCRIPT);
  expect(await page.locator('.story .why').first().textContent()).toContain(SCRIPT);
});

test('theme: dark by preference and light by the switch, change the paper', async () => {
  const page = await show({}, { colorScheme: 'dark' });
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await paper();
  await page.click('#theme');
  expect(await paper()).not.toBe(dark);
});

test('print: of a dark screen, is light, with the charts and without what can only be clicked', async () => {
  const page = await show({}, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('nav').isVisible()).toBe(false);
  expect(await page.locator('#type-size').isVisible()).toBe(false);
  expect(await page.locator('[data-chart="rate-rr"]').isVisible()).toBe(true);
  expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
});

test('report: one side alone and a calm run, are drawn as well', async () => {
  let page = await show({ sides: ['ed'] });
  expect(await page.locator('.plot').count()).toBe(5);
  await open.close();
  page = await show({ fault: false });
  expect(await page.locator('.plot').count()).toBe(10);
  expect(await page.locator('.stretch.fault').count()).toBe(0);
});

test('report: 100,000 orders a side, answer a pointer at once', async () => {
  const page = await show({ ratePerSecond: 150, recoverySeconds: 645, harmful: { stuck: 400 } });
  await page.locator('[data-chart="rate-ed"]').hover();
  expect(await page.textContent('#cursor-time')).not.toBe('');
});

test('headings and names: every chart and region, can be found without seeing', async () => {
  const page = await show(HARMED);
  expect(await page.locator('h1').count()).toBe(1);
  for (const plot of await page.locator('.plot').all()) {
    const summary = await plot.getAttribute('aria-describedby');
    expect(await page.locator(`#${summary}`).textContent()).toMatch(/\.$/);
  }
  const unnamed = await page
    .locator(
      '[role="img"]:not([aria-label]), [role="region"]:not([aria-label]), main > section:not([aria-label]):not([aria-labelledby])',
    )
    .count();
  expect(unnamed).toBe(0);
  const ids = await page.locator('[id]').evaluateAll((all) => all.map((each) => each.id));
  expect(new Set(ids).size).toBe(ids.length);
});
