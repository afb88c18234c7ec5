/** The ledger: every order in exactly one bucket, and the story of each one that was harmed. */

import type { Story } from '../../audit/story.ts';
import type { LedgerLine } from '../../audit/verdict.ts';
import { BUCKETS, type Bucket } from '../../audit/verdict.ts';
import { BUCKET_WORDS, harmedCount, inBucket, inBuckets, isHarmful } from '../buckets.ts';
import { type Content, type Html, html } from '../html.ts';
import { count, plural } from '../numbers.ts';
import { type Page, section, sideHeads, sideRow, table } from '../page.ts';
import { nameOf } from '../sentences.ts';
import type { Told } from '../told.ts';
import { storyEntry } from './story.ts';

export function ledgerSection(page: Page, told: Told, stories: readonly Story[]): Html {
  const storyOf = new Map(stories.map((story) => [`${story.side} ${story.key}`, story]));
  const entry = (line: LedgerLine) =>
    storyEntry(page.experiment.run, line, storyOf.get(`${line.side} ${line.key}`));
  return section(
    'ledger',
    'The ledger: what became of every order',
    'Every intended order of the measured window is in exactly one bucket, the first that fits, judged after the drain from the rows of all services, the topics, and the bank’s own ledger.',
    html`${bucketTable(page)}
<p class="note">${page.sides.map((side) => `Warm-up, ${nameOf(side.side)}: ${plural(side.warmUp.offered, 'order')}, ${count(side.warmUp.harmed)} harmed. `)}Audited as well, and kept apart from the numbers above.</p>
<h3 id="harmful" class="stories-title">Harmful orders</h3>
${harmfulOrders(page, told.harmful, entry)}
${told.examples.length === 0 ? null : html`<h3 class="stories-title">One order of each other kind</h3><p class="explanation">The slowest completed one, and the first of the others.</p><div class="stories">${told.examples.map(entry)}</div>`}`,
  );
}

const tag = (bucket: Bucket): Content => {
  const { harms } = BUCKET_WORDS[bucket];
  if (harms !== null)
    return html`<span class="tag harmed">harms ${harms === 'both' ? 'customer and business' : harms}</span>`;
  return bucket === 'refused' ? html`<span class="tag">unavailable, safe</span>` : null;
};

function bucketTable(page: Page): Html {
  const rows = BUCKETS.map((bucket) =>
    sideRow(
      page,
      html`<span class="bucket">${BUCKET_WORDS[bucket].title}</span> ${tag(bucket)}<small>${BUCKET_WORDS[bucket].meaning}</small>`,
      (side) => bucketCount(bucket, inBucket(side, bucket)),
    ),
  );
  const sum = sideRow(
    page,
    html`<strong>Sum</strong><small>what was offered, and phantoms</small>`,
    (side) => count(inBuckets(side, BUCKETS)),
    'sum',
  );
  return table('Ledger', html`<tr><th scope="col">Bucket</th>${sideHeads(page)}</tr>`, rows, sum);
}

function bucketCount(bucket: Bucket, orders: number): Html {
  if (orders === 0) return html`<span class="none">0</span>`;
  return isHarmful(bucket)
    ? html`<a class="harmed-count" href="#harmful"><span aria-hidden="true">▲ </span>${count(orders)}</a>`
    : html`${count(orders)}`;
}

function harmfulOrders(page: Page, listed: readonly LedgerLine[], entry: (line: LedgerLine) => Html): Html {
  const harmed = page.sides.reduce((sum, side) => sum + harmedCount(side) + side.warmUp.harmed, 0);
  if (harmed === 0) return html`<p class="nothing">None. There is no harmful order to open.</p>`;
  const unlisted = harmed - listed.length;
  const more =
    unlisted > 0
      ? html`<p class="note">${count(listed.length)} of ${count(harmed)} harmful orders are listed. The others are in <code>ledger.ndjson</code>; <code>./lab trace ${page.experiment.run} &lt;order&gt;</code> tells the story of any of them.</p>`
      : html`<p class="note">All ${plural(harmed, 'harmful order')} are listed. Open one for its story, hop by hop; <code>./lab trace ${page.experiment.run} &lt;order&gt;</code> tells that of any order.</p>`;
  return html`${more}
<p class="search"><label for="search">Search the listed orders</label> <input id="search" type="search" placeholder="order, key, bucket, side or reason" autocomplete="off" spellcheck="false"> <output id="search-count" for="search">${plural(listed.length, 'order')}</output></p>
<div class="stories" id="stories">${listed.map(entry)}</div>`;
}
