/** The run's time in buckets of 250 ms, and counts over them: events in a bucket, or a level that rises and falls. */
import type { SideRun } from '../evidence/records.ts';

export const BUCKET_MS = 250;

/** A grid longer than this would not be a run; what lies behind is not drawn. */
const MOST_BUCKETS = 40_000;

/** From the start of the baseline to the end of the drain. */
export type Grid = { startMs: number; buckets: number };

export function gridOf({ phases }: SideRun): Grid {
  const buckets = Math.ceil((phases.drainEndMs - phases.baselineStartMs) / BUCKET_MS);
  return { startMs: phases.baselineStartMs, buckets: Math.min(MOST_BUCKETS, Math.max(0, buckets || 0)) };
}

/** The bucket of a moment; below 0 or at `buckets` and above when it is outside. */
export const bucketAt = (grid: Grid, atMs: number): number => Math.floor((atMs - grid.startMs) / BUCKET_MS);

/** Counts what happens in each bucket. */
export class Tally {
  readonly #grid: Grid;
  readonly counts: number[];

  constructor(grid: Grid) {
    this.#grid = grid;
    this.counts = new Array<number>(grid.buckets).fill(0);
  }

  add(atMs: number): void {
    const bucket = bucketAt(this.#grid, atMs);
    if (bucket >= 0 && bucket < this.counts.length) this.counts[bucket]! += 1;
  }
}

/** A level that goes up and down; what happened before the grid is its level at the start. */
export class Level {
  readonly #grid: Grid;
  readonly #changes: Int32Array;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#changes = new Int32Array(grid.buckets);
  }

  change(atMs: number, by: number): void {
    const bucket = Math.max(0, bucketAt(this.#grid, atMs));
    if (bucket < this.#changes.length) this.#changes[bucket]! += by;
  }

  /** The level at the end of each bucket; never below 0, whatever the clocks say. */
  values(): number[] {
    let level = 0;
    return Array.from(this.#changes, (change) => {
      level += change;
      return Math.max(0, level);
    });
  }
}
