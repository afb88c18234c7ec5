/** The report of a run: one self-contained HTML file. */
import type { Story } from '../audit/story.ts';
import type { Verdict } from '../audit/verdict.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { htmlDocument } from './document.ts';
import { html } from './html.ts';
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
  return htmlDocument({
    title: `${experiment.scenario.title} · ${experiment.run} · Two Kitchens`,
    chapters: CHAPTERS,
    body: html`${summary(page)}${chapters}`,
    foot: html`${experiment.run} · verdict schema ${verdict.schema} · made by <code>./lab</code> from recorded evidence; works offline.`,
  });
}
