import { expect, test } from '@jest/globals';
import { renderReport } from './report.ts';
import { sampleRun } from './testing/sample.ts';
import { STORIES_PER_SIDE } from './told.ts';

const CHAPTERS = [
  'summary',
  'hypothesis',
  'timeline',
  'availability',
  'latency',
  'ledger',
  'recovery',
  'price',
  'checks',
  'validity',
  'faults',
  'again',
  'limits',
];

test.each([
  ['both sides', {}],
  ['request-response alone', { sides: ['rr' as const] }],
  ['event-driven alone', { sides: ['ed' as const] }],
  ['calm', { fault: false }],
])('renderReport: %s, has every chapter and no gap where a value should be', (_, options) => {
  const page = renderReport(sampleRun({ ratePerSecond: 20, ...options }));
  for (const chapter of CHAPTERS) expect(page).toContain(`<section id="${chapter}"`);
  const content = page.slice(page.indexOf('<main>'), page.indexOf('</main>'));
  expect(content).not.toMatch(/undefined|NaN|Infinity|\[object/);
});

test('renderReport: hops through Toxiproxy, says that it is not in the price, and nothing of it otherwise', () => {
  const run = sampleRun({ ratePerSecond: 20 });
  const settings = { ...run.experiment.settings, hops: { toxiproxy: '2.12.0' } };
  const page = renderReport({ ...run, experiment: { ...run.experiment, settings } });
  expect(page).toContain(
    'Every hop went through Toxiproxy, on both sides alike; its own CPU is not in the price.',
  );
  expect(renderReport(run)).not.toContain('Every hop went through Toxiproxy');
});

test('renderReport: markup in names, reasons and stories, stays text', () => {
  const text = `<script>alert(1)</script><img src=x onerror="alert(1)">`;
  const page = renderReport(sampleRun({ ratePerSecond: 20, text, valid: false, harmful: { stuck: 2 } }));
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('renderReport: its policy, forbids every request and every script but its own', () => {
  const page = renderReport(sampleRun({ ratePerSecond: 20 }));
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-[\w+/=]+&#39;;/,
  );
  expect(page).not.toMatch(/https?:\/\//);
});

test('renderReport: more harmful orders than are listed, says how many and how to see the rest', () => {
  const harmful = { 'charged-not-delivered': STORIES_PER_SIDE + 30 };
  const page = renderReport(sampleRun({ ratePerSecond: 50, harmful }));
  expect(page).toContain('150 of 180 harmful orders are listed');
  expect(page).toContain('./lab trace 2026-11-21T10-15-00-payments-outage &lt;order&gt;');
  expect(page.match(/<details class="story"/g)!.length).toBeLessThan(STORIES_PER_SIDE + 10);
});

test('renderReport: an invalid run with mutants, says both before the headline', () => {
  const page = renderReport(sampleRun({ ratePerSecond: 20, valid: false, mutants: ['no-compensation'] }));
  const beforeHeadline = page.slice(page.indexOf('<main>'), page.indexOf('<h1>'));
  expect(beforeHeadline).toContain('This run is not valid');
  expect(beforeHeadline).toContain('no-compensation (request-response)');
});

test('renderReport: breakers that were set otherwise, says how before the headline', () => {
  const run = sampleRun({ ratePerSecond: 20 });
  const rr = { ...run.verdict.sides.rr!, breaker: { timeoutMs: 250, errorPercent: 10 } };
  const page = renderReport({ ...run, verdict: { ...run.verdict, sides: { ...run.verdict.sides, rr } } });
  const beforeHeadline = page.slice(page.indexOf('<main>'), page.indexOf('<h1>'));
  expect(beforeHeadline).toContain(
    'the circuit breakers of request-response, timeoutMs 250, errorPercent 10',
  );
});

test('renderReport: sides on unequal rungs, are labelled', () => {
  const run = sampleRun({ ratePerSecond: 20 });
  const rr = { ...run.verdict.sides.rr!, arm: 'naive' };
  const page = renderReport({ ...run, verdict: { ...run.verdict, sides: { ...run.verdict.sides, rr } } });
  expect(page).toContain('Unequal arms: request-response at “naive”, event-driven at “outbox”');
});

test('renderReport: 100,000 orders a side, stays below 3 MB', () => {
  const page = renderReport(sampleRun({ ratePerSecond: 150, recoverySeconds: 645, harmful: { stuck: 400 } }));
  expect(page.length).toBeLessThan(3_000_000);
});
