/** What a healthy kitchen costs while it does nothing: subtracted from the cost of an order, and reported by itself. */
import type { Sampler } from '../evidence/sampler.ts';
import { until } from './pause.ts';

const MEASURED_MS = 1_500;

/** CPU-ms per second, by role. */
export async function idleCpu(sampler: Sampler, signal: AbortSignal): Promise<Record<string, number>> {
  const before = sampler.sample();
  await until(before.atMs + MEASURED_MS, signal);
  const after = sampler.sample();
  const seconds = (after.atMs - before.atMs) / 1000;
  return Object.fromEntries(
    Object.entries(after.cpuMs).map(([role, cpuMs]) => [role, (cpuMs - (before.cpuMs[role] ?? 0)) / seconds]),
  );
}
