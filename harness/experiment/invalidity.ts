/** What makes a run count for nothing, apart from the machine that it ran on. */
import type { Verdict } from '../audit/verdict.ts';

/** Rules that are about the machine on which it ran, and not about the kitchens. */
const ABOUT_THE_MACHINE: ReadonlySet<string> = new Set([
  'cpu-others',
  'cpu-stolen',
  'load-generator',
  'baseline-accepted',
  'baseline-latency',
]);

/** Why the run proves nothing, whatever machine it ran on. */
export function invalidity({ validity }: Pick<Verdict, 'validity'>): string[] {
  return (validity ?? [])
    .filter(({ id, result }) => result !== 'pass' && !ABOUT_THE_MACHINE.has(id))
    .map(({ id, detail }) => `${id}: ${detail}`);
}
