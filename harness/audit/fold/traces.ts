/** Which rows the rungs of the event-driven kitchen leave behind, as data: what a rung does not write can't be missed. */

export type Traces = {
  /** What is published was written to an outbox before. */
  outbox: boolean;
  /** What was handled was written to an inbox. */
  inbox: boolean;
};

const WITHOUT: Readonly<Record<string, Traces>> = {
  naive: { outbox: false, inbox: false },
  'at-least-once': { outbox: false, inbox: false },
  idempotent: { outbox: false, inbox: true },
  'dead-letters': { outbox: false, inbox: true },
};

/** Any other rung leaves them all. */
export const tracesOf = (arm: string): Traces => WITHOUT[arm] ?? { outbox: true, inbox: true };
