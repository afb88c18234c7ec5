/** Runs of one side that come to the verdicts which a test gives them, one after the other: for tests of the loops over them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goodRun } from '../../audit/testing/good-run.ts';
import { CONFIRMED } from '../../audit/testing/order-story.ts';
import type { Verdict } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import { silentProgress } from '../../progress.ts';
import type { OneSide, RunOneSide } from '../one-side.ts';

/** What comes of a run; an error is thrown instead. */
type Played = Verdict | Error;

/** What loops are given that nothing in a played run looks at. */
export const unused = () => ({
  ...({ runtime: 'local', tools: { k6: '', postgres: '' }, progress: silentProgress } as const),
  signal: new AbortController().signal,
});

/** @param left the runs to play; one more is an error */
export function playedRuns(...left: Played[]): { plans: OneSide[]; runOneSide: RunOneSide } {
  const plans: OneSide[] = [];
  return {
    plans,
    async runOneSide(plan) {
      plans.push(plan);
      await writeFile(join(plan.folder, 'verdict.json'), '{}');
      const played = left.shift() ?? new Error(`Nothing is left to play for run ${plans.length}.`);
      if (played instanceof Error) throw played;
      return played;
    },
  };
}

export const asItShouldBe = (side: Side): Verdict => goodRun(side).judged().verdict;

/** An order was paid for, and never delivered. */
export const harmful = (side: Side): Verdict =>
  goodRun(side)
    .order('gina', { ...CONFIRMED, deliveries: [] })
    .judged().verdict;

/** Nobody was harmed, and nothing is proven: the evidence was collected too early. */
export const unmeasured = (side: Side): Verdict =>
  goodRun(side)
    .change((_tables, run) => {
      run.drained = false;
    })
    .judged().verdict;

/** The machine was too slow, which tells nothing of the kitchen. */
export const slow = (side: Side): Verdict => goodRun(side).planned({ baselineP95Ms: 1 }).judged().verdict;
