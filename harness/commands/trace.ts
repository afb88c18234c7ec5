/** `./lab trace`: one order's story, hop by hop with times. */
import type { Command } from 'commander';
import type { Story } from '../audit/story.ts';
import type { Side } from '../evidence/records.ts';
import { plain } from '../report/plain.ts';
import { SIDES, SYSTEMS } from '../systems.ts';
import { findRun } from './input/run-folder.ts';
import { parseSides } from './input/side.ts';
import { print, printJson, table } from './terminal/output.ts';

export function addTrace(program: Command): void {
  program
    .command('trace')
    .summary("one order's story, hop by hop with times")
    .description(
      'Tells what happened to one order on either side: what the client saw, every hop, row and event, and what the bank did. Orders of both sides share their Idempotency-Key, not their id.',
    )
    .argument('<run>', 'path or name of a run, or `latest`')
    .argument('<order>', "an order's id, or its Idempotency-Key")
    .option('--side <side>', 'rr, ed or both (default: both)', parseSides)
    .option('--json', 'print the stories as JSON')
    .addHelpText('after', '\nExample:\n  ./lab trace latest 0190b6c2-6d4e-7c1a-8f63-2f1c5d9a4b10')
    .action(trace);
}

async function trace(
  run: string,
  order: string,
  options: { side?: readonly Side[]; json?: boolean },
): Promise<void> {
  const folder = await findRun(run);
  const { readStories } = await import('../evidence/folder/stories.ts');
  const stories = await readStories(folder, order, options.side ?? SIDES);
  if (options.json === true) return printJson(stories);
  print(stories.map(tell).join('\n\n'));
}

function tell(story: Story): string {
  const startMs = story.steps[0]?.atMs ?? 0;
  const steps = story.steps.map((step) => [
    `+${Math.round(step.atMs - startMs)} ms`,
    step.durationMs === null ? '' : `${Math.round(step.durationMs)} ms`,
    step.where,
    step.what,
  ]);
  return [
    plain(`${SYSTEMS[story.side].name}: ${story.bucket} — ${story.why}`),
    plain(`order ${story.orderId ?? '(none)'}, key ${story.key}`),
    '',
    table(['when', 'took', 'where', 'what'], steps),
  ].join('\n');
}
