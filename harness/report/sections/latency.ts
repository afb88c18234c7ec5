/** Latency twice: to the answer, and to the decision. A 202 is never compared with a 201. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { type Html, html } from '../html.ts';
import { duration } from '../numbers.ts';
import { type Page, section, sideName, table } from '../page.ts';

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const;

export const latencySection = (page: Page): Html =>
  section(
    'latency',
    'Latency to acceptance and to completion',
    'From the intended start of each order, waiting before the request was sent included, over the whole measured window with its outage. A request-response answer is a completion, so it compares with the other side’s completion, never with its acceptance. Refused orders have no latency here: a fast no is not speed.',
    table(
      'Latency',
      html`<tr><th scope="col">From the intended start to</th><th scope="col">Side</th>${PERCENTILES.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr>`,
      [rows(page, 'accept', 'acceptance'), rows(page, 'complete', 'completion')],
    ),
  );

const rows = (page: Page, kind: keyof SideVerdict['latencyMs'], name: string): Html[] =>
  page.sides.map(
    (side, index) =>
      html`<tr class="${index === 0 ? 'first' : ''}">${index === 0 ? html`<th scope="rowgroup" rowspan="${page.sides.length}"><span class="dot" data-key="${kind === 'accept' ? 'accepted' : 'completed'}"></span>${name}</th>` : null}<th scope="row">${sideName(side)}</th>${PERCENTILES.map((percentile) => html`<td class="number">${duration(side.latencyMs[kind][percentile])}</td>`)}</tr>`,
  );
