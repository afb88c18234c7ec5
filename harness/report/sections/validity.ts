/** Whether the run counts at all, and the faults with the proof that they happened and ended. */
import { type Html, html } from '../html.ts';
import { offset } from '../numbers.ts';
import { type Page, section, table } from '../page.ts';
import { nameOf, validityOf } from '../sentences.ts';
import { zeroOf } from '../timeline/axis.ts';
import { resultMark } from './checks.ts';

export function validitySection(page: Page): Html {
  const { verdict } = page;
  const rules = verdict.validity ?? [];
  return section(
    'validity',
    'Does this run count?',
    validityOf(verdict),
    html`${verdict.invalidBecause.length === 0 ? null : html`<ul class="reasons">${verdict.invalidBecause.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${
  rules.length === 0
    ? null
    : table(
        'Validity rules',
        html`<tr><th scope="col">Rule</th><th scope="col">Side</th><th scope="col">Result</th><th scope="col">Measured</th></tr>`,
        rules.map(
          (rule) =>
            html`<tr><th scope="row">${rule.title}</th><td>${rule.side === null ? 'both' : nameOf(rule.side)}</td><td>${resultMark(rule.result)}</td><td>${rule.detail}</td></tr>`,
        ),
      )
}`,
  );
}

export function faultsSection(page: Page): Html {
  const { faults } = page.verdict;
  if (faults.length === 0)
    return section('faults', 'The faults', null, html`<p class="nothing">This scenario breaks nothing.</p>`);
  const zero = new Map(page.sides.map((side) => [side.side, zeroOf(side)]));
  const when = (fault: (typeof faults)[number], at: number | null) =>
    at === null
      ? html`<strong>never</strong>`
      : html`${offset(at - (zero.get(fault.side) ?? fault.injectedAtMs))}`;
  const rows = faults.map(
    (fault) =>
      html`<tr><th scope="row">${fault.fault} ${fault.role}<small>${nameOf(fault.side)}</small></th><td class="number">${when(fault, fault.injectedAtMs)}</td><td class="number">${when(fault, fault.landedAtMs)}</td><td class="number">${when(fault, fault.healedAtMs)}</td><td><ul class="proof">${fault.proof.map((proof) => html`<li>${proof}</li>`)}</ul></td></tr>`,
  );
  return section(
    'faults',
    'The faults, and the proof',
    'Landed and healed are proven from outside the kitchen. Times as on the timeline.',
    table(
      'Faults',
      html`<tr><th scope="col">Fault</th><th scope="col" class="number">injected</th><th scope="col" class="number">landed</th><th scope="col" class="number">healed</th><th scope="col">Proof</th></tr>`,
      rows,
    ),
  );
}
