/** The top of the page: what happened, in a sentence; who was harmed; what it cannot show; and whether it counts. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { fates } from '../buckets.ts';
import { FATES, fateBar, fateWords } from '../fate-bar.ts';
import { type Content, type Html, html } from '../html.ts';
import { claimOutcome } from '../hypothesis-words.ts';
import { labelsOf } from '../labels.ts';
import { count, dateTime, percent, plural, seconds } from '../numbers.ts';
import { type Page, pair, sideName } from '../page.ts';
import {
  checksOf,
  harmOn,
  harmOverall,
  headline,
  hypothesisOutcome,
  limitOf,
  validityOf,
} from '../sentences.ts';

export function summary(page: Page): Html {
  const { experiment, verdict } = page;
  const { scenario } = experiment;
  return html`
<section id="summary" aria-label="Summary">
  ${invalidBanner(page)}
  ${labelsOf(verdict).map((label) => html`<p class="banner label">${label}</p>`)}
  <p class="kicker">${scenario.title} · ${plural(scenario.ratePerSecond, 'order')} a second · seed ${experiment.seed} · ${dateTime(experiment.createdAtMs)}</p>
  <h1>${unbroken(headline(experiment, verdict))}</h1>
  <p class="harm">${unbroken(harmOverall(verdict))}</p>
  <p class="limit">${limitOf(verdict)}</p>
  <p class="key">${FATES.map(({ key, label }) => html`<span><span class="fate ${key} in-words"></span>${label(seconds(verdict.deadlineMs / 1000))}</span>`)}</p>
  ${pair(page, (side) => sideSummary(side, verdict.deadlineMs), 'cards')}
  ${threeResults(page)}
</section>`;
}

/** The names of the sides have a hyphen, and no line should break there. */
const unbroken = (text: string): Content =>
  text
    .split(/(request-response|event-driven)/)
    .map((part, index) => (index % 2 === 1 ? html`<span class="unbroken">${part}</span>` : part));

const invalidBanner = ({ verdict }: Page): Html | null =>
  verdict.valid
    ? null
    : html`<div class="banner invalid" role="alert"><p><strong>${validityOf(verdict)}</strong></p><ul>${verdict.invalidBecause.map((reason) => html`<li>${reason}</li>`)}</ul></div>`;

function sideSummary(side: SideVerdict, deadlineMs: number): Html {
  const fate = fates(side);
  const deadline = seconds(deadlineMs / 1000);
  return html`
<h2 class="card-title">${sideName(side)} <span class="arm">arm ${side.arm}</span></h2>
${fateBar(fate, deadline)}
<p class="fates-words">${fateWords(fate, deadline).join(' · ')}</p>
<dl class="figures">
  <div><dt>Accepted</dt><dd><strong>${percent(side.availability.accepted)}</strong><small>${count(side.accepted)} of ${count(side.offered)} offered</small></dd></div>
  <div><dt>Completed in time</dt><dd><strong>${percent(side.availability.completedInTime)}</strong><small>${count(side.completedInTime)} of ${count(side.offered)} offered</small></dd></div>
</dl>
<p class="harm-side">${harmOn(side)}</p>`;
}

/** Validity, safety and performance stay apart: there is no score. */
const threeResults = (page: Page): Html => html`
<dl class="results">
  <div><dt>Validity</dt><dd>${validityOf(page.verdict)} <a href="#validity">Each rule</a></dd></div>
  <div><dt>Safety</dt><dd>${page.sides.map((side) => html`<span>${sideName(side)}: ${checksOf(side)}. </span>`)}<a href="#checks">Each check</a></dd></div>
  <div><dt>The claim</dt><dd>${page.experiment.scenario.hypothesis} ${claimLink(page)}<strong>${hypothesisOutcome(page.verdict)}</strong>${page.verdict.unpredicted.length === 0 ? null : html`<ul>${page.verdict.unpredicted.map((what) => html`<li>${what}</li>`)}</ul>`}</dd></div>
</dl>`;

function claimLink({ verdict }: Page): Html | null {
  const outcome = claimOutcome(verdict);
  return outcome === undefined
    ? null
    : html`<strong>${outcome}</strong> <a href="#hypothesis">Each expectation</a> `;
}
