/** One order, folded: its bucket and why; unfolded: every hop that is known, with its time and where we know it from. */
import type { Story, StoryStep } from '../../audit/story.ts';
import type { LedgerLine } from '../../audit/verdict.ts';
import { BUCKET_WORDS, isHarmful } from '../buckets.ts';
import { type Html, html } from '../html.ts';
import { duration } from '../numbers.ts';
import { nameOf } from '../sentences.ts';

export function storyEntry(run: string, line: LedgerLine, story: Story | undefined): Html {
  const order = line.orderId ?? line.key;
  return html`<details class="story" id="order-${line.side}-${line.key}">
<summary><span class="tag ${isHarmful(line.bucket) ? 'harmed' : ''}">${BUCKET_WORDS[line.bucket].title}</span> <span class="side-name">${nameOf(line.side)}</span> <code>${order}</code>${line.phase === 'warm-up' ? html` <span class="tag">warm-up</span>` : null}<span class="why">${line.why}</span></summary>
<p class="facts">Idempotency-Key <code>${line.key}</code>${line.index === null ? null : html` · number ${line.index} of the schedule`}${line.outcome === null ? null : html` · the client was told: ${line.outcome}`}</p>
${story === undefined || story.steps.length === 0 ? html`<p class="note">Not told here: <code>./lab trace ${run} ${order}</code></p>` : steps(story.steps)}
</details>`;
}

const SOURCES: Record<StoryStep['source'], string> = {
  operation: 'client',
  row: 'database row',
  event: 'topic',
  bank: 'bank’s ledger',
  log: 'log',
  fault: 'fault',
};

function steps(all: readonly StoryStep[]): Html {
  const start = all[0]!.atMs;
  const end = Math.max(start + 1, ...all.map((step) => step.atMs + (step.durationMs ?? 0)));
  const place = (ms: number) => `${((ms / (end - start)) * 100).toFixed(2)}%`;
  const hops = all.map(
    (step) =>
      html`<li class="${step.source}"><span class="when">+${duration(step.atMs - start)}</span><span class="hop-bar" aria-hidden="true"><span style="left:min(${place(step.atMs - start)}, 100% - 4px);width:${place(step.durationMs ?? 0)}"></span></span><span class="where">${step.where}</span><span class="what">${step.what}${step.durationMs === null ? null : html` <span class="took">took ${duration(step.durationMs)}</span>`} <small>${SOURCES[step.source]}</small></span></li>`,
  );
  return html`<ol class="hops">${hops}</ol>`;
}
