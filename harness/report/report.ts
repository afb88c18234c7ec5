/**
 * The report of a run: one self-contained HTML file. It makes no request: its content policy forbids every one, and
 * lets only the one script run whose hash it names.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Story } from '../audit/story.ts';
import type { Verdict } from '../audit/verdict.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { type Html, html, trusted } from './html.ts';
import type { Page } from './page.ts';
import { againSection, limitsSection } from './sections/again.ts';
import { availabilitySection } from './sections/availability.ts';
import { checksSection } from './sections/checks.ts';
import { hypothesisSection } from './sections/hypothesis.ts';
import { latencySection } from './sections/latency.ts';
import { ledgerSection } from './sections/ledger.ts';
import { priceSection } from './sections/price.ts';
import { recoverySection } from './sections/recovery.ts';
import { summary } from './sections/summary.ts';
import { faultsSection, validitySection } from './sections/validity.ts';
import { sidesOf } from './sentences.ts';
import { timelineSection } from './timeline/section.ts';
import type { Told } from './told.ts';

export type ReportInput = {
  experiment: Experiment;
  verdict: Verdict;
  /** What `ordersToTell` took from the ledger. */
  told: Told;
  /** Their stories. One that is missing is left to `./lab trace`. */
  stories: readonly Story[];
};

const browserFile = (name: string): string =>
  readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');

/** In the order of the cascade. */
const STYLES = [
  ...['ink', 'page', 'tables', 'keys', 'fates'],
  ...['summary', 'timeline', 'plot', 'stories', 'evidence', 'print'],
];

const CHAPTERS = [
  ['timeline', 'Timeline'],
  ['availability', 'Availability'],
  ['latency', 'Latency'],
  ['ledger', 'Ledger'],
  ['recovery', 'Recovery'],
  ['price', 'Price'],
  ['checks', 'Checks'],
  ['validity', 'Validity'],
  ['again', 'Run it again'],
] as const;

export function renderReport({ experiment, verdict, told, stories }: ReportInput): string {
  const page: Page = { experiment, verdict, sides: sidesOf(verdict) };
  const toldKeys = new Set([...told.harmful, ...told.examples].map((line) => `${line.side} ${line.key}`));
  const chapters = [
    hypothesisSection(page),
    page.sides.length === 0 ? null : timelineSection(page),
    availabilitySection(page),
    latencySection(page),
    ledgerSection(page, told, stories),
    recoverySection(page),
    priceSection(page),
    checksSection(page, (side, key) => toldKeys.has(`${side} ${key}`)),
    validitySection(page),
    faultsSection(page),
    againSection(page),
    limitsSection(page),
  ];
  return documentOf(page, html`${summary(page)}${chapters}`).text;
}

function documentOf(page: Page, body: Html): Html {
  const style = STYLES.map((name) => browserFile(`${name}.css`)).join('\n');
  const script = browserFile('page.js');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.experiment.scenario.title} · ${page.experiment.run} · Two Kitchens</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the report</a>
<header class="top"><div>
  <p class="brand">Two Kitchens</p>
  <nav aria-label="Chapters">${CHAPTERS.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
  <p class="switches"><button type="button" id="type-size" aria-pressed="false">Larger type</button> <button type="button" id="theme">Dark or light</button></p>
</div></header>
<main>${body}</main>
<footer><p>${page.experiment.run} · verdict schema ${page.verdict.schema} · made by <code>./lab</code> from recorded evidence; works offline.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
}
