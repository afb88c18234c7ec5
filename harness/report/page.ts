/** What every section of the report is given, and the two-column frame that they share: left and right are the same. */
import type { SideVerdict, Verdict } from '../audit/verdict.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { type Content, type Html, html } from './html.ts';
import { nameOf } from './sentences.ts';

export type Page = { experiment: Experiment; verdict: Verdict; sides: readonly SideVerdict[] };

export const section = (id: string, title: string, lead: Content, body: Content): Html => html`
<section id="${id}" aria-labelledby="${id}-title">
  <h2 id="${id}-title">${title}</h2>
  ${lead === null ? null : html`<p class="lead">${lead}</p>`}
  ${body}
</section>`;

/** One block a side, request-response left and event-driven right; below each other where it is narrow. */
export const pair = (page: Page, block: (side: SideVerdict) => Content, className = ''): Html => html`
<div class="pair sides-${page.sides.length} ${className}">${page.sides.map((side) => html`<div class="side">${block(side)}</div>`)}</div>`;

export const sideName = (side: SideVerdict): Html =>
  html`<span class="side-name">${nameOf(side.side)}</span>`;

/** A table that scrolls inside its own box where it is too wide, also by keyboard. */
export const table = (label: string, head: Content, body: Content, foot: Content = null): Html => html`
<div class="scroll" role="region" aria-label="${label}" tabindex="0">
  <table><thead>${head}</thead><tbody>${body}</tbody>${foot === null ? null : html`<tfoot>${foot}</tfoot>`}</table>
</div>`;

/** Heading cells of the sides, for tables with a row per thing. */
export const sideHeads = (page: Page): Html[] =>
  page.sides.map((side) => html`<th scope="col" class="number">${nameOf(side.side)}</th>`);

/** A row: its name, and a number a side. */
export const sideRow = (
  page: Page,
  name: Content,
  cell: (side: SideVerdict) => Content,
  className = '',
): Html => html`
<tr class="${className}"><th scope="row">${name}</th>${page.sides.map((side) => html`<td class="number">${cell(side)}</td>`)}</tr>`;
