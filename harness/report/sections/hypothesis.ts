/** The hypothesis in numbers: what was expected, what was measured, and how that came out. */
import type { HypothesisResult } from '../../audit/verdict.ts';
import { type Html, html } from '../html.ts';
import { claimOutcome } from '../hypothesis-words.ts';
import { type Page, section, table } from '../page.ts';

const MARKS = { held: ['pass', '✓'], refuted: ['fail', '✕'], unknown: ['unknown', '?'] } as const;

/** Nothing where the scenario expects nothing in numbers. */
export function hypothesisSection({ experiment: { scenario }, verdict }: Page): Html | null {
  const outcome = claimOutcome(verdict);
  if (outcome === undefined) return null;
  return section(
    'hypothesis',
    'The hypothesis in numbers',
    html`${scenario.claim === undefined ? null : html`The claim: “${scenario.claim}” `}<strong>${outcome}</strong> A claim that is refuted is a result: it makes a run neither invalid nor unsafe.`,
    table(
      'Hypothesis',
      html`<tr><th scope="col">Expected</th><th scope="col">Measured</th><th scope="col">Result</th></tr>`,
      (verdict.hypothesis ?? []).map(row),
    ),
  );
}

function row({ expectation, detail, result }: HypothesisResult): Html {
  const [className, sign] = MARKS[result];
  return html`<tr><th scope="row">${expectation}</th><td>${detail}</td><td><span class="mark ${className}"><span aria-hidden="true">${sign}</span> ${result}</span></td></tr>`;
}
