/** `./lab diff`: a service's twins side by side. They have the same files in the same order, so that the diff is the architecture. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, LabError } from '../errors.ts';
import { ROOT } from '../places.ts';
import { SYSTEMS, servicesOf } from '../systems.ts';
import { oneOf } from './input/values.ts';
import { layout } from './terminal/output.ts';

/** Two columns of code need this much; in less, one column with + and − is easier to read. */
const SIDE_BY_SIDE_COLUMNS = 160;

const TWINS = servicesOf(SYSTEMS.rr).map(({ role }) => role as string);

export function addDiff(program: Command): void {
  program
    .command('diff')
    .summary('a service in both kitchens: the diff is the architecture')
    .description(
      `Compares a service's twins: side by side on a terminal of at least ${SIDE_BY_SIDE_COLUMNS} columns, as a unified diff otherwise.`,
    )
    .argument('<service>', `one of: ${TWINS.join(', ')}`, oneOf('service', TWINS))
    .option('--unified', 'one column, however wide the terminal is')
    .addHelpText('after', '\nExamples:\n  ./lab diff orders\n  ./lab diff payments --unified')
    .action(diff);
}

async function diff(service: string, options: { unified?: boolean }): Promise<void> {
  const { columns, colour } = layout();
  const twins = [join('request-response', service), join('event-driven', service)];
  const [program, ...args] =
    options.unified === true || columns < SIDE_BY_SIDE_COLUMNS
      ? ['git', '--no-pager', 'diff', '--no-index', `--color=${colour ? 'always' : 'never'}`, '--', ...twins]
      : ['diff', '--side-by-side', '--recursive', '--expand-tabs', `--width=${columns}`, ...twins];
  const code = await run(program!, args);
  // Both programs say 1 for "they differ", which is what twins do.
  if (code > 1) throw new LabError(EXIT.failed, `${program} could not compare ${twins.join(' and ')}.`);
}

function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.pipe(process.stdout, { end: false });
    child.once('error', () =>
      reject(new LabError(EXIT.unavailable, `The program ${program} is needed for this.`)),
    );
    child.once('close', (code) => resolve(code ?? 2));
  });
}
