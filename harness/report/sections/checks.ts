/** Every safety check with its result. Unknown is not a pass, and a check that looked at nothing proves nothing. */
import type { CheckResult, SideVerdict } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import { type Html, html } from '../html.ts';
import { count, plural } from '../numbers.ts';
import { type Page, section, sideName } from '../page.ts';
import { nameOf } from '../sentences.ts';

type Result = CheckResult['result'];

const MARKS: Record<Result, string> = { pass: '✓', fail: '✕', unknown: '?' };

export const resultMark = (result: Result): Html =>
  html`<span class="mark ${result}"><span aria-hidden="true">${MARKS[result]}</span> ${result}</span>`;

/** `isTold`: whether the report holds the story of an order. */
export type IsTold = (side: Side, key: string) => boolean;

export function checksSection(page: Page, isTold: IsTold): Html {
  const ids = [...new Set(page.sides.flatMap((side) => side.checks.map((check) => check.id)))].sort(byNumber);
  const rows = ids.map((id) => {
    const title = page.sides.flatMap((side) => find(side, id)?.title ?? []).at(0) ?? id;
    return html`<div class="check" id="check-${id}"><h3>${title} <small>${id}</small></h3>
<div class="pair sides-${page.sides.length}">${page.sides.map((side) => html`<div class="side">${outcome(side, find(side, id), isTold)}</div>`)}</div></div>`;
  });
  return section(
    'checks',
    'Every check',
    'A violation is one order, row or message that breaks the rule. Examined says how many were looked at. Unknown is not a pass.',
    rows.length === 0
      ? html`<p class="nothing">No check was made.</p>`
      : html`<div class="checks">${rows}</div>`,
  );
}

const byNumber = (a: string, b: string): number =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b);

const find = (side: SideVerdict, id: string): CheckResult | undefined =>
  side.checks.find((check) => check.id === id);

function outcome(side: SideVerdict, check: CheckResult | undefined, isTold: IsTold): Html {
  if (check === undefined)
    return html`<p>${sideName(side)} <span class="none">not made on this side</span></p>`;
  return html`<p>${sideName(side)} ${resultMark(check.result)} <span class="examined">${plural(check.count, 'violation')}, ${count(check.examined)} examined</span></p>${check.examples.length === 0 ? null : examples(side, check, isTold)}`;
}

const examples = (
  side: SideVerdict,
  check: CheckResult,
  isTold: IsTold,
): Html => html`<details class="examples"><summary>${plural(check.examples.length, 'example')}<span class="visually-hidden"> of ${check.title}, ${nameOf(side.side)}</span></summary>
<ul>${check.examples.map((example) => html`<li>${example.what}${example.orderId === null ? null : html` <code>${example.orderId}</code>`}${example.key === null || !isTold(side.side, example.key) ? null : html` <a href="#order-${side.side}-${example.key}" data-story="order-${side.side}-${example.key}">its story</a>`}</li>`)}</ul></details>`;
