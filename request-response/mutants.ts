/**
 * Mutants: the kitchen with one pattern left out or broken, to show that the audit notices. Never part of a comparison.
 */
import { randomUUID } from 'node:crypto';
import { pause } from '#shared/platform/pause.ts';
import { type Pool, query } from '#shared/platform/postgres.ts';
import type { Send } from './call.ts';
import type { StockStore } from './stock/store.ts';

export const MUTANTS = [
  'no-compensation',
  'retry-without-key',
  'no-idempotency-key',
  'non-atomic-stock',
] as const;

export type Mutant = (typeof MUTANTS)[number];

/** Inside the retries: every attempt carries a key of its own, as if it were another call. */
export function withFreshKeys(send: Send): Send {
  return (call) => send(call.idempotencyKey === undefined ? call : { ...call, idempotencyKey: randomUUID() });
}

/** Instead of the key: no call carries one, and they are repeated all the same. */
export const withoutIdempotencyKey = (send: Send): Send => send;

/** Instead of compensating: nothing is undone, and the order is rejected all the same. */
export const undoNothing = async (): Promise<void> => undefined;

/** How long counting takes, so that at any rate worth a run others count at the same time. */
const COUNTING_MS = 100;

/** Portions are read, counted down here and written back: of two who read the same number, one is forgotten. */
export function countedHere(store: StockStore, pool: Pool): StockStore {
  return {
    ...store,
    async keep(reservation) {
      const lines = reservation.state === 'reserved' ? reservation.lines : [];
      const read = await store.available(lines.map(({ sku }) => sku));
      await pause(COUNTING_MS);
      const kept = await store.keep(reservation);
      if (kept !== 'reserved') return kept;
      for (const { sku, quantity } of lines) {
        const left = Math.max(0, (read.get(sku) ?? 0) - quantity);
        await query(pool, {
          name: 'write-back',
          text: 'update stock set available = $2 where sku = $1',
          values: [sku, left],
        });
      }
      return kept;
    },
  };
}
