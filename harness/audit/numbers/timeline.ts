/**
 * The run over time, in buckets of 250 ms. Offered counts at the intended start; accepted, completed and refused when
 * they happened; latency belongs to the bucket of the intended start.
 */

import type { SideFacts } from '../fold/fold.ts';
import { tracesOf } from '../fold/traces.ts';
import { BUCKET_MS, bucketAt, Level, Tally } from '../grid.ts';
import { completedMs } from '../ledger.ts';
import type { Timeline } from '../verdict.ts';
import { cpuShares } from './cost.ts';
import { acceptLatencyMs, completeLatencyMs, p95 } from './latency.ts';

export function timelineOf(facts: SideFacts): Timeline {
  const { grid } = facts;
  const offered = new Tally(grid);
  const accepted = new Tally(grid);
  const completed = new Tally(grid);
  const refused = new Tally(grid);
  const undecided = new Level(grid);
  const acceptMs: number[][] = Array.from({ length: grid.buckets }, () => []);
  const completeMs: number[][] = Array.from({ length: grid.buckets }, () => []);

  for (const intent of facts.clients.intents) {
    offered.add(intent.intendedMs);
    const decidedMs = completedMs(intent);
    if (decidedMs !== null) completed.add(decidedMs);
    if (intent.outcome === 'refused') refused.add(intent.answeredMs ?? intent.intendedMs);
    if (intent.outcome === 'accepted' && intent.answeredMs !== null) {
      accepted.add(intent.answeredMs);
      const endMs = intent.orders[0]?.decidedAtMs ?? Number.POSITIVE_INFINITY;
      if (endMs > intent.answeredMs) {
        undecided.change(intent.answeredMs, 1);
        undecided.change(endMs, -1);
      }
    }
    const bucket = bucketAt(grid, intent.intendedMs);
    note(acceptMs[bucket], acceptLatencyMs(intent));
    note(completeMs[bucket], completeLatencyMs(intent));
  }

  const eventDriven = facts.side === 'ed';
  return {
    startMs: grid.startMs,
    bucketMs: BUCKET_MS,
    offered: offered.counts,
    accepted: accepted.counts,
    completed: completed.counts,
    refused: refused.counts,
    acceptP95Ms: acceptMs.map(p95),
    completeP95Ms: completeMs.map(p95),
    undecided: undecided.values(),
    // Without inboxes nothing says when a message was dealt with.
    backlog:
      eventDriven && tracesOf(facts.run.arm).inbox
        ? Object.fromEntries([...facts.messages.backlog].map(([service, level]) => [service, level.values()]))
        : {},
    outbox: eventDriven ? facts.messages.outbox.values() : [],
    breakers: breakerStates(facts),
    cpu: cpuShares(facts.samples, grid.startMs, grid.buckets, BUCKET_MS),
  };
}

function note(values: number[] | undefined, ms: number | null): void {
  if (ms !== null) values?.push(Math.max(0, ms));
}

const BREAKER_LEVEL = { closed: 0, halfOpen: 1, open: 2 } as const;

/** The state at the end of each bucket, by `service → target`. */
function breakerStates({ breakers, grid }: SideFacts): Record<string, number[]> {
  const states: Record<string, number[]> = {};
  for (const { service, target, to, atMs } of breakers) {
    const name = `${service} → ${target}`;
    const values = states[name] ?? new Array<number>(grid.buckets).fill(0);
    states[name] = values;
    const from = Math.max(0, bucketAt(grid, atMs));
    if (from < values.length) values.fill(BREAKER_LEVEL[to], from);
  }
  return states;
}
