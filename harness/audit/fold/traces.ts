/**
 * What the rungs of the two ladders leave behind, and what can happen on them, as data: what a rung by design does not write
 * can't be missed, and what it by design does not do proves nothing by not happening. The harm that comes of it is found by
 * the checks of orders, money, stock and delivery, and stands in the ledger on every rung.
 */
import type { Arm as EdArm } from '../../../event-driven/ladder.ts';
import type { Arm as RrArm } from '../../../request-response/ladder.ts';
import type { Side } from '../../evidence/records.ts';
import type { Happening, PlannedFault } from '../../scenarios/scenario.ts';
import { CLIENTS, SERVICES } from '../../scenarios/target.ts';

export type Traces = {
  /** What is published was written to an outbox before. */
  outbox: boolean;
  /** What was handled was written to an inbox. */
  inbox: boolean;
  /** Every fact is in its topic under one id, so that the topics alone make the state anew. */
  wholeLog: boolean;
};

const WITHOUT: Readonly<Partial<Record<EdArm, Traces>>> = {
  naive: { outbox: false, inbox: false, wholeLog: false },
  'at-least-once': { outbox: false, inbox: false, wholeLog: false },
  idempotent: { outbox: false, inbox: true, wholeLog: false },
  'dead-letters': { outbox: false, inbox: true, wholeLog: false },
};

/** Of a rung of the event-driven kitchen; any other rung leaves them all. */
export const tracesOf = (arm: string): Traces =>
  WITHOUT[arm as EdArm] ?? { outbox: true, inbox: true, wholeLog: true };

/** Why an event can't happen, and the faults that make it happen all the same. */
type Never = { because: string; unless?: (fault: PlannedFault) => boolean };
type NeverOn = Readonly<Partial<Record<Happening, Never>>>;

const NO_BREAKER: Never = { because: 'no call has a circuit breaker' };
const ONCE: Never = { because: 'nobody calls a second time' };

/** Orders are refused on every rung when those are away, or too busy, who take them. */
const hitsTheIntake = ({ fault, role, to }: PlannedFault): boolean => {
  if (fault === 'noop' || fault === 'poison') return false;
  if (role === CLIENTS) return fault === 'load-spike';
  if (to !== undefined) return role === 'gateway' ? to === 'orders' : role === 'orders' && to === 'postgres';
  return role === 'gateway' || role === 'orders' || role === 'postgres' || role === SERVICES;
};

/** A publisher that does not hear the broker says it again, and `duplicate` does so for it; clients are no publishers. */
const repeatsMessages = ({ fault, role, to }: PlannedFault): boolean =>
  fault !== 'noop' && ((fault === 'duplicate' && role !== CLIENTS) || role === 'kafka' || to === 'kafka');

const RR: Readonly<Partial<Record<RrArm, NeverOn>>> = {
  naive: { 'breaker-opened': NO_BREAKER, redelivered: ONCE },
  timeouts: { 'breaker-opened': NO_BREAKER, redelivered: ONCE },
  retries: { 'breaker-opened': NO_BREAKER },
  'accept-later': {
    refused: {
      because: 'what can not be carried out now waits, and no fault is done to those who take orders',
      unless: hitsTheIntake,
    },
  },
};

const ED: Readonly<Partial<Record<EdArm, NeverOn>>> = {
  naive: {
    redelivered: {
      because: 'offsets are committed before the work, and no fault has a message written twice',
      unless: repeatsMessages,
    },
  },
};

/** Why it can't happen on this rung, with these faults; undefined when it can. */
export function whyNever(
  { side, arm, faults }: { side: Side; arm: string; faults: readonly PlannedFault[] },
  event: Happening,
): string | undefined {
  const never = side === 'rr' ? RR[arm as RrArm]?.[event] : ED[arm as EdArm]?.[event];
  if (never === undefined) return undefined;
  const { because, unless } = never;
  return unless !== undefined && faults.some(unless) ? undefined : because;
}
