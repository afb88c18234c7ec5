/** Stories in the making: where the steps of wanted orders are collected, whatever table they are found in. */
import type { Side } from '../../evidence/records.ts';
import type { Story, StoryStep } from '../story.ts';
import type { LedgerLine } from '../verdict.ts';

export class Draft {
  readonly line: LedgerLine;
  readonly steps: StoryStep[] = [];

  constructor(line: LedgerLine) {
    this.line = line;
  }

  add(
    source: StoryStep['source'],
    where: string,
    what: string,
    atMs: number | null,
    durationMs?: number,
  ): void {
    if (atMs === null || Number.isNaN(atMs)) return;
    const took = durationMs === undefined ? null : Math.max(0, durationMs);
    this.steps.push({ atMs, durationMs: took, where, what, source });
  }

  /** The story so far, in the order of time. */
  told(side: Side): Story {
    const { key, orderId, bucket, why } = this.line;
    const steps = [...this.steps].sort((a, b) => a.atMs - b.atMs);
    return { side, orderId, key, bucket, why, steps };
  }
}

/** The drafts of one side, to be found by key or by order id. */
export class Drafts {
  readonly all: readonly Draft[];
  readonly #byKey: Map<string, Draft>;
  readonly #byOrder: Map<string, Draft>;

  constructor(lines: readonly LedgerLine[]) {
    this.all = lines.map((line) => new Draft(line));
    this.#byKey = new Map(this.all.map((draft) => [draft.line.key, draft]));
    this.#byOrder = new Map();
    for (const draft of this.all)
      if (draft.line.orderId !== null) this.#byOrder.set(draft.line.orderId, draft);
  }

  ofKey(key: string): Draft | undefined {
    return this.#byKey.get(key);
  }

  ofOrder(orderId: string): Draft | undefined {
    return this.#byOrder.get(orderId);
  }

  /** One intent may have several orders: that is a finding, and part of its story. */
  join(orderId: string, draft: Draft): void {
    if (!this.#byOrder.has(orderId)) this.#byOrder.set(orderId, draft);
  }
}
