/**
 * What the rungs of the two ladders leave behind, and what can happen on them, as data: what a rung by design does not write
 * can't be missed, and what it by design does not do proves nothing by not happening. The harm that comes of it is found by
 * the checks of orders, money, stock and delivery, and stands in the ledger on every rung.
 */
import type { Scenario } from '../../scenarios/scenario.ts';

export type Traces = {
  /** What is published was written to an outbox before. */
  outbox: boolean;
  /** What was handled was written to an inbox. */
  inbox: boolean;
  /** Every fact is in its topic under one id, so that the topics alone make the state anew. */
  wholeLog: boolean;
};

const WITHOUT: Readonly<Record<string, Traces>> = {
  naive: { outbox: false, inbox: false, wholeLog: false },
  'at-least-once': { outbox: false, inbox: false, wholeLog: false },
  idempotent: { outbox: false, inbox: true, wholeLog: false },
  'dead-letters': { outbox: false, inbox: true, wholeLog: false },
};

/** Of a rung of the event-driven kitchen; any other rung leaves them all. */
export const tracesOf = (arm: string): Traces =>
  WITHOUT[arm] ?? { outbox: true, inbox: true, wholeLog: true };

type Event = NonNullable<Scenario['sometimes']['rr']>[number];

const NEVER: Readonly<Record<'rr' | 'ed', Readonly<Record<string, readonly Event[]>>>> = {
  rr: {
    naive: ['breaker-opened', 'redelivered'],
    timeouts: ['breaker-opened', 'redelivered'],
    retries: ['breaker-opened'],
    // What could not be carried out waits.
    'accept-later': ['refused'],
  },
  // Offsets are committed before the work: what was lost does not come again.
  ed: { naive: ['redelivered'] },
};

/** Whether it can happen at all on this rung. */
export const canHappen = (side: 'rr' | 'ed', arm: string, event: Event): boolean =>
  NEVER[side][arm]?.includes(event) !== true;
