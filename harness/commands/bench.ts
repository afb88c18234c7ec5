/** `./lab bench`: how quick all this is, against bare Node, PostgreSQL and Kafka on the same machine. */
import { relative } from 'node:path';
import type { Command } from 'commander';
import type { MeasuredPart } from '../bench/bench.ts';
import { type Measurement, PART_NAMES, type PartName, reached } from '../bench/part.ts';
import { oneOf } from './input/values.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson, table } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

export function addBench(program: Command): void {
  const parsePart = oneOf('part of the benchmark', PART_NAMES);
  program
    .command('bench')
    .summary('how quick all this is, against bare Node, PostgreSQL and Kafka')
    .description(
      'Measures this machine with bare Node, PostgreSQL and Kafka first, then the kitchens; prints a table and writes .lab/bench/<date>.json.',
    )
    .argument(
      '[part...]',
      `only these: ${PART_NAMES.join(', ')}`,
      (text: string, earlier: PartName[] | undefined) => [...(earlier ?? []), parsePart(text)],
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExamples:\n  ./lab bench\n  ./lab bench cost\n  ./lab bench knee --json')
    .action(bench);
}

/** All of them when none is named, always in the same order. */
export function partsToMeasure(named: readonly PartName[]): PartName[] {
  return PART_NAMES.filter((name) => named.length === 0 || named.includes(name));
}

async function bench(named: readonly PartName[], options: { json?: boolean }): Promise<void> {
  const [{ runBench }, { PARTS }] = await Promise.all([
    import('../bench/bench.ts'),
    import('../bench/parts.ts'),
  ]);
  const parts = partsToMeasure(named).map((name) => PARTS[name]);
  const progress = createProgress();
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  progress.note(`About ${minutes} minutes. Whatever else runs on this machine meanwhile will show.`);
  const { result, file } = await interruptible(async (signal) => {
    try {
      return await runBench(parts, { progress, signal });
    } finally {
      progress.close();
    }
  });
  if (options.json === true) printJson(result);
  else print(`${result.parts.map(describe).join('\n\n')}\n\nWritten to ${relative(process.cwd(), file)}`);
}

function describe({ title, measurements }: MeasuredPart): string {
  const rows = measurements.map((measurement) => [
    measurement.what,
    threeDigits(measurement.value),
    measurement.unit,
    markOf(measurement),
  ]);
  return `${title}\n${table(['', 'measured', '', 'to reach'], rows)}`;
}

function markOf(measurement: Measurement): string {
  const { mark } = measurement;
  if (mark === undefined) return '';
  const wanted = 'atMost' in mark ? `≤ ${mark.atMost}` : `≥ ${mark.atLeast}`;
  return `${wanted}  ${reached(measurement) ? 'reached' : 'NOT reached'}`;
}

const threeDigits = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3);
