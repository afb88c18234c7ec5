/** Where a customer may be found: the addresses that an order may be delivered to. */
import type { AddressRow } from '../evidence/records.ts';

/**
 * Whether a customer had this address when the order was placed, or later: an address holds from its own version's time
 * until the next version's.
 */
export function wasTheirs(
  history: readonly AddressRow[] | undefined,
  address: string | null,
  placedAtMs: number,
): boolean {
  if (history === undefined) return false;
  return history.some((version, index) => {
    const next = history[index + 1];
    return version.address === address && (next === undefined || next.sinceMs >= placedAtMs);
  });
}
