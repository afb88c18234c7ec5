/** A long run has more buckets than a screen has room for: neighbours are merged, each kind of number in its own way. */

export type Merge = 'mean' | 'max' | 'last';
export type Values = readonly (number | null)[];

/** A chart is rarely wider than this many points. */
export const POINTS_AT_MOST = 800;

/** How many 250 ms buckets become one point. */
export const bucketsPerPoint = (buckets: number): number => Math.max(1, Math.ceil(buckets / POINTS_AT_MOST));

export function coarsen(values: Values, perPoint: number, merge: Merge): (number | null)[] {
  if (perPoint === 1) return [...values];
  const points: (number | null)[] = [];
  for (let start = 0; start < values.length; start += perPoint) {
    const known = values.slice(start, start + perPoint).filter((value) => value !== null);
    points.push(known.length === 0 ? null : MERGE[merge](known));
  }
  return points;
}

const MERGE: Record<Merge, (values: number[]) => number> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  max: (values) => Math.max(...values),
  last: (values) => values.at(-1)!,
};
