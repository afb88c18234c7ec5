/** The backlog: orders placed and not yet decided, by the orders' own rows, exact at every moment. */

import type { SideFacts } from '../fold/fold.ts';
import { Floats } from '../fold/growable.ts';
import { isDecided, type OrderFacts } from '../fold/order-facts.ts';

/** The level after each change, in the order of time. */
export type Backlog = { atMs: Float64Array; level: Int32Array };

export function backlogChanges(orders: Iterable<OrderFacts>): Backlog {
  const placed = new Floats();
  const decided = new Floats();
  for (const order of orders) {
    if (order.state === null || Number.isNaN(order.placedAtMs)) continue;
    placed.push(order.placedAtMs);
    if (isDecided(order)) decided.push(Math.max(order.placedAtMs, order.decidedAtMs ?? order.placedAtMs));
  }
  return merge(placed.sorted(), decided.sorted());
}

function merge(placed: Float64Array, decided: Float64Array): Backlog {
  const atMs = new Float64Array(placed.length + decided.length);
  const level = new Int32Array(atMs.length);
  let current = 0;
  for (let change = 0, arrivals = 0, ends = 0; change < atMs.length; change++) {
    const ending = ends < decided.length && (arrivals >= placed.length || decided[ends]! < placed[arrivals]!);
    atMs[change] = ending ? decided[ends++]! : placed[arrivals++]!;
    current += ending ? -1 : 1;
    level[change] = current;
  }
  return { atMs, level };
}

/** Position of the first change at `ms` or later. */
function firstAt({ atMs }: Backlog, ms: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (atMs[middle]! < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The most orders that were placed and undecided at once, from the start of the fault window on. */
export function highestBacklog({ orders, run }: SideFacts): number {
  const { faultStartMs, drainEndMs } = run.phases;
  return highest(backlogChanges(orders.values()), faultStartMs, drainEndMs);
}

export const levelAt = (backlog: Backlog, ms: number): number => backlog.level[firstAt(backlog, ms) - 1] ?? 0;

export function highest(backlog: Backlog, fromMs: number, toMs: number): number {
  let result = levelAt(backlog, fromMs);
  for (let change = firstAt(backlog, fromMs); backlog.atMs[change]! < toMs; change++) {
    if (backlog.level[change]! > result) result = backlog.level[change]!;
  }
  return result;
}

/** Average over time. */
export function average(backlog: Backlog, fromMs: number, toMs: number): number {
  if (!(toMs > fromMs)) return 0;
  let sum = 0;
  let level = levelAt(backlog, fromMs);
  let sinceMs = fromMs;
  for (let change = firstAt(backlog, fromMs); backlog.atMs[change]! < toMs; change++) {
    sum += level * (backlog.atMs[change]! - sinceMs);
    sinceMs = backlog.atMs[change]!;
    level = backlog.level[change]!;
  }
  return (sum + level * (toMs - sinceMs)) / (toMs - fromMs);
}

/** The first moment from `fromMs` on with a level of at most `level`; null when it never came. */
export function firstAtMost(backlog: Backlog, level: number, fromMs: number): number | null {
  if (levelAt(backlog, fromMs) <= level) return fromMs;
  for (let change = firstAt(backlog, fromMs); change < backlog.atMs.length; change++) {
    if (backlog.level[change]! <= level) return backlog.atMs[change]!;
  }
  return null;
}
