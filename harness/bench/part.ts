/** What a part of the benchmark is given, and what it answers: numbers with their unit and the mark they should reach. */
import type { Progress } from '../progress.ts';
import type { Janitor } from '../runtimes/janitor.ts';
import type { ALL_TOOLS, Tools } from '../tools/tools.ts';

/** In the order in which they are measured. */
export const PART_NAMES = [
  'yardstick',
  'servers',
  'start',
  'cost',
  'knee',
  'drain',
  'wall',
  'audit',
] as const;
export type PartName = (typeof PART_NAMES)[number];

export type Measurement = {
  what: string;
  value: number;
  unit: string;
  /** What it should reach on two cores (docs/performance.md). */
  mark?: { atMost: number } | { atLeast: number };
};

export type BenchContext = {
  tools: Pick<Tools, (typeof ALL_TOOLS)[number]>;
  janitor: Janitor;
  /** Removed at the end. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
};

export type BenchPart = {
  name: PartName;
  title: string;
  /** About how long it takes, with tools and templates cached. */
  minutes: number;
  measure(context: BenchContext): Promise<Measurement[]>;
};

/** Null where there is no mark. */
export function reached({ value, mark }: Measurement): boolean | null {
  if (mark === undefined) return null;
  return 'atMost' in mark ? value <= mark.atMost : value >= mark.atLeast;
}
