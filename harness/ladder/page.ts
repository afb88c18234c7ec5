/** A ladder as a page: one chart and one table. Self-contained, as a run's report is, and linked to the reports of its runs. */

import { htmlDocument } from '../report/document.ts';
import { FATES, fateBar, fateWords } from '../report/fate-bar.ts';
import { type Html, html } from '../report/html.ts';
import { count, dateTime, decimal, duration, percent, plural, seconds } from '../report/numbers.ts';
import { section, table } from '../report/page.ts';
import { nameOf } from '../report/sentences.ts';
import type { Ladder, Rung } from './rungs.ts';
import { harmOf, ladderNotes } from './terminal.ts';

export function renderLadder(ladder: Ladder): string {
  const { side, title, rungs, seed, createdAtMs, ratePerSecond, deadlineMs } = ladder;
  const deadline = seconds(deadlineMs / 1000);
  const body = html`
<section id="summary" aria-label="Summary">
  <p class="kicker">${title} · ${plural(ratePerSecond, 'order')} a second · seed ${seed} · ${dateTime(createdAtMs)}</p>
  <h1>What each pattern of ${nameOf(side)} buys: ${plural(rungs.length, 'rung')}, the same load, the same faults.</h1>
  <p class="limit">One run a rung is a demonstration: small differences between neighbours are no result.</p>
  <p class="key">${FATES.map(({ key, label }) => html`<span><span class="fate ${key} in-words"></span>${label(deadline)}</span>`)}</p>
  ${rungs.map((rung) => html`<p class="bar-name"><strong>${rung.arm}</strong> <span>${[...fateWords(rung, deadline), ...(rung.valid ? [] : ['not valid'])].join(' · ')}</span></p>${fateBar(rung, deadline)}`)}
</section>
${section(
  'rungs',
  'Rung by rung',
  html`Each rung has the patterns of all rungs above it in this table, and one more. Lines of code are those of the rung’s own pattern, without comments.`,
  table(
    'Rungs',
    html`<tr><th scope="col">Rung</th>${['in time', 'late', 'refused', 'harmed', 'completion p95', 'CPU an order', 'lines of code'].map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr>`,
    rungs.map(rowOf),
  ),
)}
${section('notes', 'How to read it', null, html`<ul>${ladderNotes(ladder).map((note) => html`<li>${note}</li>`)}</ul><pre>${ladder.command}</pre>`)}`;
  return htmlDocument({
    title: `${title}, rung by rung · Two Kitchens`,
    chapters: [
      ['rungs', 'Rungs'],
      ['notes', 'How to read it'],
    ],
    body,
    foot: html`Made by <code>./lab ladder</code> from recorded evidence; works offline.`,
  });
}

const rowOf = (rung: Rung): Html => html`
<tr><th scope="row"><a href="${rung.run}/report.html">${rung.arm}</a>${rung.valid ? null : html`<small>not valid</small>`}${harmOf(rung) === '' ? null : html`<small>${harmOf(rung)}</small>`}</th>${cellsOf(rung).map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;

const cellsOf = (rung: Rung): string[] => [
  percent(rung.inTime / rung.offered),
  count(rung.late),
  count(rung.refused),
  count(rung.harmed),
  duration(rung.completeP95Ms),
  `${decimal(rung.cpuMsPerOrder)} ms`,
  count(rung.linesOfCode),
];
