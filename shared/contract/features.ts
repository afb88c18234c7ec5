/** In what the two kitchens honestly differ, as data: the contract suite reads it, and no test is skipped. */

export type Features = {
  /** `POST /orders` answers 201 with the decided order while nothing is down; otherwise 202, and it is decided later. */
  answersWithOutcome: boolean;
  /** An order is accepted while payments are down, and finished when they are back; otherwise it is refused, 503. */
  acceptsWhilePaymentsAreDown: boolean;
  /** A new address counts from the answer of the PUT on; otherwise a moment later. */
  addressCountsAtOnce: boolean;
};

type Side = 'rr' | 'ed';

const FEATURES: Record<Side, Features> = {
  rr: { answersWithOutcome: true, acceptsWhilePaymentsAreDown: false, addressCountsAtOnce: true },
  ed: { answersWithOutcome: false, acceptsWhilePaymentsAreDown: true, addressCountsAtOnce: false },
};

/** In what a rung of the ladder differs from the others of its kitchen. */
const OF_ARMS: Record<Side, Record<string, Partial<Features>>> = {
  rr: { 'accept-later': { acceptsWhilePaymentsAreDown: true } },
  ed: {},
};

export const featuresOf = (side: Side, arm: string): Features => ({
  ...FEATURES[side],
  ...OF_ARMS[side][arm],
});
