/** What is told of a side on which all is well: the run itself, and samples of a machine with time to spare. */
import type { Sample, Side, SideRun } from '../../evidence/records.ts';

export function healthyRun(side: Side, phases: SideRun['phases']): SideRun {
  return {
    side,
    arm: 'top',
    mutants: [],
    phases: { ...phases },
    drained: true,
    load: { ratePerSecond: 100, offered: 0, started: 0, dropped: 0, cpuShare: 0.2, exitCode: 0 },
    idleCpuMsPerSecond: { orders: 10, postgres: 5 },
    startSeconds: 5,
    rowsWritten: 100,
    gateProblems: [],
  };
}

/** Orders uses 100 ms of CPU a second, PostgreSQL 50, k6 200; the machine has two cores and does nothing else. */
export function quietSamples({ loadStartMs, drainEndMs }: SideRun['phases']): Sample[] {
  const samples: Sample[] = [];
  for (let atMs = loadStartMs; atMs <= drainEndMs; atMs += 250) {
    const seconds = (atMs - loadStartMs) / 1000;
    samples.push({
      atMs,
      cpuMs: { orders: 100 * seconds, postgres: 50 * seconds, k6: 200 * seconds },
      rssBytes: { orders: 80_000_000, postgres: 60_000_000, k6: 100_000_000 },
      machine: { busyMs: 360 * seconds, stolenMs: 0, totalMs: 2000 * seconds },
    });
  }
  return samples;
}
