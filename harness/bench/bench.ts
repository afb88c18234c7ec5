/** Runs parts of the benchmark, all in the same invocation, and writes what they measured to .lab/bench/. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from '../experiment/machine.ts';
import { versionsInUse } from '../experiment/versions.ts';
import { LAB_FOLDER } from '../places.ts';
import type { Progress } from '../progress.ts';
import { startJanitor } from '../runtimes/janitor.ts';
import { ALL_TOOLS, ensureTools } from '../tools/tools.ts';
import type { BenchContext, BenchPart, Measurement } from './part.ts';

export type MeasuredPart = { part: string; title: string; measurements: Measurement[] };

export type BenchResult = {
  measuredAt: string;
  machine: ReturnType<typeof describeMachine>;
  versions: Record<string, string>;
  parts: MeasuredPart[];
};

const FOLDER = join(LAB_FOLDER, 'bench');

export async function runBench(
  parts: readonly BenchPart[],
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<{ result: BenchResult; file: string }> {
  const janitor = await startJanitor();
  let measured: MeasuredPart[];
  try {
    const tools = await ensureTools(ALL_TOOLS, progress, { signal, marker: janitor.marker });
    await mkdir(FOLDER, { recursive: true });
    const folder = await mkdtemp(join(FOLDER, 'temporary-'));
    await janitor.watch(folder);
    measured = await measureAll(parts, { tools, janitor, folder, progress, signal });
  } finally {
    await janitor.close();
  }
  const result = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    versions: await versionsInUse(),
    parts: measured,
  };
  const file = join(FOLDER, `${result.measuredAt.slice(0, 19).replaceAll(':', '-')}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return { result, file };
}

async function measureAll(parts: readonly BenchPart[], context: BenchContext): Promise<MeasuredPart[]> {
  const measured: MeasuredPart[] = [];
  for (const part of parts) {
    context.signal.throwIfAborted();
    measured.push({ part: part.name, title: part.title, measurements: await part.measure(context) });
  }
  return measured;
}
