/** Recovery, split into what the fault's detection, the process, the pattern and the backlog each took. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { type Html, html } from '../html.ts';
import { count, duration, seconds } from '../numbers.ts';
import { type Page, pair, section, sideHeads, sideName, sideRow, table } from '../page.ts';
import { sessionWait } from './session-wait.ts';

const AFTER_HEAL = [
  {
    key: 'processUpMs',
    className: 'process-up',
    name: 'process up',
    meaning: 'from the start of the heal to the new process being ready',
  },
  {
    key: 'firstCompletionMs',
    className: 'first-completion',
    name: 'first completion',
    meaning: 'from the new process being ready to the first completion after it',
  },
  {
    key: 'backlogClearedMs',
    className: 'backlog-cleared',
    name: 'backlog cleared',
    meaning: 'from the first completion until no more was waiting than before the fault',
  },
] as const;

const afterHeal = (side: SideVerdict): number =>
  AFTER_HEAL.reduce((sum, { key }) => sum + (side.recovery[key] ?? 0), 0);

export function recoverySection(page: Page): Html {
  const wait = sessionWait(page);
  const longest = Math.max(1, ...page.sides.map(afterHeal));
  return section(
    'recovery',
    'Recovery, and what was unavailable',
    page.verdict.faults.length === 0
      ? 'Nothing was broken in this run, so there was nothing to recover from.'
      : 'After the heal, both bars on the same scale.',
    html`${page.verdict.faults.length === 0 ? null : bars(page, longest)}
${table('Recovery', html`<tr><th scope="col">Recovery</th>${sideHeads(page)}</tr>`, [
  sideRow(
    page,
    html`detected<small>from the fault to the first operation that a client saw fail; – when none did</small>`,
    (side) => duration(side.recovery.detectMs),
  ),
  ...AFTER_HEAL.map(({ key, className, name, meaning }) =>
    sideRow(
      page,
      html`<span class="fate ${className} in-words"></span>${name}<small>${meaning}</small>`,
      (side) => duration(side.recovery[key]),
    ),
  ),
  sideRow(
    page,
    html`drain rate<small>orders completed a second while the backlog was cleared</small>`,
    (side) => (side.recovery.drainPerSecond === null ? '–' : `${count(side.recovery.drainPerSecond)}/s`),
  ),
  sideRow(
    page,
    html`bad seconds<small>in which less than 99 % of what was offered was completed in time</small>`,
    (side) => seconds(side.unavailability.badSeconds),
    'first',
  ),
  sideRow(
    page,
    html`fault seconds<small>from the landing of the fault to the start of its heal</small>`,
    (side) => seconds(side.unavailability.faultSeconds),
  ),
  sideRow(
    page,
    html`<strong>excess</strong><small>bad seconds beyond the fault itself</small>`,
    (side) => html`<strong>${seconds(side.unavailability.excess)}</strong>`,
    'sum',
  ),
])}${wait === null ? null : html`<p class="note">${wait}</p>`}`,
  );
}

function bars(page: Page, longest: number): Html {
  return pair(
    page,
    (side) => {
      const parts = AFTER_HEAL.filter(({ key }) => (side.recovery[key] ?? 0) > 0);
      const words = AFTER_HEAL.map(({ key, name }) => `${name} ${duration(side.recovery[key])}`).join(', ');
      return html`<p class="bar-name">${sideName(side)} <span>${duration(afterHeal(side))} after the heal began</span></p>
<div class="fates recovery-bar" role="img" aria-label="${words}" style="width:${((afterHeal(side) / longest) * 100).toFixed(1)}%">${parts.map(({ key, className }) => html`<span class="fate ${className}" style="flex-grow:${side.recovery[key]!}"></span>`)}</div>`;
    },
    'bars',
  );
}
