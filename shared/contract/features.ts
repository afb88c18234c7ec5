/** In what the two kitchens honestly differ, as data: the contract suite reads it, and no test is skipped. */

export type Features = {
  /** `POST /orders` answers 201 with the decided order; otherwise 202, and the order is decided later. */
  answersWithOutcome: boolean;
  /** An order is accepted while payments are down, and finished when they are back; otherwise it is refused, 503. */
  acceptsWhilePaymentsAreDown: boolean;
  /** A new address counts from the answer of the PUT on; otherwise a moment later. */
  addressCountsAtOnce: boolean;
};

export const FEATURES: Record<'rr' | 'ed', Features> = {
  rr: { answersWithOutcome: true, acceptsWhilePaymentsAreDown: false, addressCountsAtOnce: true },
  ed: { answersWithOutcome: false, acceptsWhilePaymentsAreDown: true, addressCountsAtOnce: false },
};
