/**
 * The price of an order: CPU over the baseline, idle subtracted, divided by the orders completed in it. The baseline and
 * not the whole run, because while a service is down the two sides do not do the same work.
 */
import type { SideFacts } from '../fold/fold.ts';
import { isCompleted } from '../fold/order-facts.ts';
import type { SideVerdict } from '../verdict.ts';
import { cpuOf, GROUPS, type Group, groupOf, isKitchen, nameOf, rolesIn, usedBetween } from './resources.ts';

const BYTES_PER_MB = 1_000_000;

export function costOf(facts: SideFacts): SideVerdict['cost'] {
  const { run, samples, messages } = facts;
  return {
    cpuMsPerOrder: cpuPerOrder(facts),
    idleCpu: total(Object.entries(run.idleCpuMsPerSecond).filter(([role]) => isKitchen(role))) / 1000,
    rssMb: highestMemoryMb(facts, samples),
    rowsWritten: run.rowsWritten,
    messages: messages.sinceLoad,
  };
}

function cpuPerOrder(facts: SideFacts): SideVerdict['cost']['cpuMsPerOrder'] {
  const { baselineStartMs: fromMs, faultStartMs: toMs } = facts.run.phases;
  const groups: Record<Group, number> = { services: 0, postgres: 0, kafka: 0, load: 0 };
  const byService: Record<string, number> = {};
  const orders = completedBetween(facts, fromMs, toMs);
  if (orders === 0) return { ...groups, byService };
  for (const role of rolesIn(facts.samples)) {
    const group = groupOf(role);
    if (group === null) continue;
    const idleMs = ((facts.run.idleCpuMsPerSecond[role] ?? 0) * (toMs - fromMs)) / 1000;
    const usedMs = Math.max(0, usedBetween(facts.samples, fromMs, toMs, cpuOf(role)) - idleMs);
    groups[group] += usedMs / orders;
    if (group === 'services') byService[nameOf(role)] = (byService[nameOf(role)] ?? 0) + usedMs / orders;
  }
  return { ...groups, byService };
}

function completedBetween(facts: SideFacts, fromMs: number, toMs: number): number {
  let count = 0;
  for (const order of facts.orders.values()) {
    const atMs = order.decidedAtMs;
    if (atMs !== null && atMs >= fromMs && atMs < toMs && isCompleted(order)) count += 1;
  }
  return count;
}

/** The most that the kitchen had in memory at once in the measured window. */
function highestMemoryMb({ run }: SideFacts, samples: SideFacts['samples']): number {
  let highest = 0;
  for (const { atMs, rssBytes } of samples) {
    if (atMs < run.phases.baselineStartMs || atMs > run.phases.loadEndMs) continue;
    highest = Math.max(highest, total(Object.entries(rssBytes).filter(([role]) => isKitchen(role))));
  }
  return highest / BYTES_PER_MB;
}

const total = (entries: readonly [string, number][]): number =>
  entries.reduce((sum, [, value]) => sum + value, 0);

/** CPU by group as a share of one core, over consecutive windows. */
export function cpuShares(
  samples: SideFacts['samples'],
  startMs: number,
  windows: number,
  windowMs: number,
): Record<string, number[]> {
  const roles = rolesIn(samples);
  const shares: Record<string, number[]> = {};
  for (const group of GROUPS) {
    const ofGroup = roles.filter((role) => groupOf(role) === group);
    if (ofGroup.length === 0) continue;
    const reading = (sample: SideFacts['samples'][number]): number =>
      ofGroup.reduce((sum, role) => sum + cpuOf(role)(sample), 0);
    shares[group] = Array.from({ length: windows }, (_, window) => {
      const fromMs = startMs + window * windowMs;
      return Math.round((usedBetween(samples, fromMs, fromMs + windowMs, reading) / windowMs) * 1000) / 1000;
    });
  }
  return shares;
}
