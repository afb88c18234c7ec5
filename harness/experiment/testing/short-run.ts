/** A run of the real lab in as little time as proves something, for end-to-end tests. Leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HARMFUL_BUCKETS, type SideVerdict, type Verdict } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import { needsHops } from '../../faults/possible.ts';
import type { Observatory } from '../../observe/observatory.ts';
import { silentProgress } from '../../progress.ts';
import { toolsOfRuntime } from '../../runtimes/create.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { ensureTools } from '../../tools/tools.ts';
import { mutantsBySide } from '../mutants.ts';
import { planExperiment } from '../plan.ts';
import { runExperiment } from '../run.ts';

/** For Jest: a run takes half a minute a side, but on a machine without k6 or Kafka these are fetched first. */
export const WITH_FETCHING_MS = 900_000;

export async function shortRun(
  scenario: Scenario,
  {
    sides = ['rr', 'ed'],
    seed = 1,
    mutants = [],
    observatory,
  }: { sides?: readonly Side[]; seed?: number; mutants?: readonly string[]; observatory?: Observatory },
): Promise<Verdict> {
  const tools = await ensureTools(
    [...toolsOfRuntime('local', sides, { hops: needsHops(scenario.faults) }), 'k6', 'postgres'],
    silentProgress,
  );
  const folder = await mkdtemp(join(tmpdir(), 'short-run-'));
  try {
    const broken = mutantsBySide(sides, mutants);
    const what = { scenario, seed, sides, folder, runtime: 'local', mutants: broken } as const;
    const experiment = await planExperiment(what);
    const signal = new AbortController().signal;
    return (
      await runExperiment(experiment, {
        folder,
        progress: silentProgress,
        signal,
        tools,
        observatory,
        mutants: broken,
      })
    ).verdict;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Checks that did not pass, with what they found. */
export function failedChecks({ checks }: SideVerdict): { id: string; result: string; examples: string[] }[] {
  return checks
    .filter(({ result }) => result !== 'pass')
    .map(({ id, result, examples }) => ({ id, result, examples: examples.map(({ what }) => what) }));
}

/** Orders that harmed somebody, warm-up included. */
export function harmed({ ledger, warmUp }: SideVerdict): number {
  return HARMFUL_BUCKETS.reduce((sum, bucket) => sum + (ledger[bucket] ?? 0), warmUp.harmed);
}
