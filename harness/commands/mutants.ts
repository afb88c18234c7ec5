/** `./lab mutants`: kitchens built wrong on purpose, each run through what it can not stand, and which check notices. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import type { MutantRow } from '../experiment/mutants/table.ts';
import { MUTANTS } from '../experiment/mutants.ts';
import { silentProgress } from '../progress.ts';
import { SIDES } from '../systems.ts';
import { parseSides } from './input/side.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

type Options = { side?: readonly Side[]; json?: boolean; markdown?: boolean };

const SEED = 1;

export function addMutants(program: Command): void {
  program
    .command('mutants')
    .summary('kitchens built wrong on purpose: which check notices which')
    .description(
      'Runs every mutant of the kitchens, and the kitchens as they are meant to be, through the shortest scenario that can expose it, half a minute each; prints which check failed. Exits 0 when every mutant is caught by a check, and nothing else is.',
    )
    .option('--side <side>', 'rr (request-response), ed (event-driven) or both (default: both)', parseSides)
    .option('--json', 'print the table as JSON')
    .option('--markdown', 'print the table as Markdown')
    .addHelpText('after', '\nExample:\n  ./lab mutants --side rr')
    .action(mutants);
}

async function mutants({ side: sides = SIDES, json, markdown }: Options): Promise<void> {
  const [{ getTools }, { toolsOfKitchens }, { scenarioFor }, { runOneSide }, table] = await Promise.all([
    import('../tools/get-tools.ts'),
    import('../tools/tools.ts'),
    import('../experiment/mutants/rough-morning.ts'),
    import('../experiment/one-side.ts'),
    import('../experiment/mutants/table.ts'),
  ]);
  const wanted = sides.flatMap((side) => [null, ...MUTANTS[side]].map((mutant) => ({ side, mutant })));
  const plans = wanted.map((one) => ({ ...one, scenario: scenarioFor(one.side, one.mutant) }));
  const progress = createProgress();
  const rows = await interruptible(async (signal) => {
    try {
      const found = await getTools([...toolsOfKitchens(sides), 'k6'], progress, signal);
      // Postgres and k6 are among them: the list of a side always has the one, and the other stands there.
      const tools = found as Parameters<typeof runOneSide>[0]['tools'];
      const result: MutantRow[] = [];
      for (const { side, mutant, scenario } of plans) {
        signal.throwIfAborted();
        progress.begin(
          `${side}: ${mutant ?? 'as it is meant to be'} (${result.length + 1} of ${plans.length})`,
        );
        const folder = await mkdtemp(join(tmpdir(), 'mutant-'));
        try {
          const run = { scenario, side, seed: SEED, mutants: mutant === null ? [] : [mutant] };
          const where = { folder, tools, progress: silentProgress, signal, command: './lab mutants' };
          result.push(table.rowOf(side, mutant, await runOneSide({ ...run, ...where })));
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
        progress.done();
      }
      return result;
    } finally {
      progress.close();
    }
  });
  if (json === true) printJson(rows);
  else print(markdown === true ? table.mutantsAsMarkdown(rows) : table.renderMutants(rows));
  const problems = table.problemsOf(rows);
  if (problems.length > 0)
    throw new LabError(EXIT.failed, 'The checks are not what they should be.', { details: problems });
}
