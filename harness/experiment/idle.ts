/** What a healthy kitchen costs while it does nothing: subtracted from the cost of an order, and reported by itself. */
import { cpuMsBetween } from '../runtimes/processes/thread-cpu.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { until } from './pause.ts';

const MEASURED_MS = 2_000;

/** CPU-ms per second, by role. Thread by thread, since a service at rest needs less than one of the 10 ms of a sample. */
export async function idleCpu(
  runtime: Runtime,
  signal: AbortSignal,
  measuredMs = MEASURED_MS,
): Promise<Record<string, number>> {
  const startedMs = performance.now();
  const before = runtime.threadCpu();
  await until(Date.now() + measuredMs, signal);
  const seconds = (performance.now() - startedMs) / 1000;
  return Object.fromEntries(
    [...runtime.threadCpu()].map(([role, after]) => [
      role,
      cpuMsBetween(before.get(role) ?? new Map(), after) / seconds,
    ]),
  );
}
