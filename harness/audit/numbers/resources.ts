/** Reading the samples: CPU is cumulative, so its use over any window is a difference of two interpolated readings. */
import type { Sample } from '../../evidence/records.ts';
import { type RoleInstance, roleOf, SYSTEMS } from '../../systems.ts';

export const GROUPS = ['services', 'postgres', 'kafka', 'load'] as const;
export type Group = (typeof GROUPS)[number];

/** Whose work it does: `payments` for `payments@2`, and for whatever is no role of a kitchen itself. */
export const nameOf = (instance: string): string => roleOf(instance as RoleInstance);

const SERVICES: ReadonlySet<string> = new Set(
  Object.values(SYSTEMS).flatMap(({ services }) => services.map(({ role }) => role)),
);
/** What the load generator may be called in the samples. */
const LOAD_ROLES: ReadonlySet<string> = new Set(['load', 'k6']);

/** What a role's CPU is counted under; null for what is not part of a kitchen or of its load. */
export function groupOf(role: string): Group | null {
  if (SERVICES.has(nameOf(role))) return 'services';
  if (LOAD_ROLES.has(role)) return 'load';
  return role === 'postgres' || role === 'kafka' ? role : null;
}

export const isKitchen = (role: string): boolean => {
  const group = groupOf(role);
  return group !== null && group !== 'load';
};

export const rolesIn = (samples: readonly Sample[]): string[] => [
  ...new Set(samples.flatMap(({ cpuMs }) => Object.keys(cpuMs))),
];

/** A cumulative reading at a moment, interpolated between the samples around it; held constant outside of them. */
export function readingAt(
  samples: readonly Sample[],
  atMs: number,
  reading: (sample: Sample) => number,
): number {
  const next = firstFrom(samples, atMs);
  const after = samples[next] ?? samples.at(-1);
  const before = samples[next - 1] ?? after;
  if (after === undefined || before === undefined) return 0;
  const gapMs = after.atMs - before.atMs;
  if (gapMs <= 0 || atMs >= after.atMs) return reading(after);
  return reading(before) + ((reading(after) - reading(before)) * (atMs - before.atMs)) / gapMs;
}

/** Index of the first sample at this moment or later. */
function firstFrom(samples: readonly Sample[], atMs: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (samples[middle]!.atMs < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function usedBetween(
  samples: readonly Sample[],
  fromMs: number,
  toMs: number,
  reading: (sample: Sample) => number,
): number {
  return Math.max(0, readingAt(samples, toMs, reading) - readingAt(samples, fromMs, reading));
}

export const cpuOf =
  (role: string) =>
  ({ cpuMs }: Sample): number =>
    cpuMs[role] ?? 0;
