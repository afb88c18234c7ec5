/**
 * Mutants: the kitchen with one pattern left out or broken, to show that the audit notices. Never part of a comparison.
 */
import { randomUUID } from 'node:crypto';
import type { Send } from './call.ts';

export const MUTANTS = ['no-compensation', 'retry-without-key'] as const;

export type Mutant = (typeof MUTANTS)[number];

/** Inside the retries: every attempt carries a key of its own, as if it were another call. */
export function withFreshKeys(send: Send): Send {
  return (call) => send(call.idempotencyKey === undefined ? call : { ...call, idempotencyKey: randomUUID() });
}

/** Instead of compensating: nothing is undone, and the order is rejected all the same. */
export const undoNothing = async (): Promise<void> => undefined;
