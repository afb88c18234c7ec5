/** A delivery: one booking per paid order, to the address the customer has at that time. */

export type DeliveryState = 'booked' | 'refused' | 'cancelled';

/** Decides a booking: an order of a customer without an address can't be sent. */
export function book(
  address: string | null,
): { outcome: 'booked'; address: string } | { outcome: 'refused'; reason: 'no_address' } {
  return address === null ? { outcome: 'refused', reason: 'no_address' } : { outcome: 'booked', address };
}
