/** Stock: portions per dish. A reservation holds portions for one order, all lines or none. */
import type { OrderLine } from './order.ts';

/** Portions still available, by sku. */
export type Available = ReadonlyMap<string, number>;

export type ReservationState = 'reserved' | 'rejected' | 'released';

/** Decides a reservation: the portions left afterwards, or the first sku that falls short. */
export function reserve(
  available: Available,
  lines: readonly OrderLine[],
): { outcome: 'reserved'; left: Map<string, number> } | { outcome: 'rejected'; missingSku: string } {
  const left = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    const remaining = (left.get(sku) ?? available.get(sku) ?? 0) - quantity;
    if (remaining < 0) return { outcome: 'rejected', missingSku: sku };
    left.set(sku, remaining);
  }
  return { outcome: 'reserved', left };
}
