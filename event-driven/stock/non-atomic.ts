/** A mutant: portions are taken first, by a transaction of their own, and then the reservation is kept. */
import { pause } from '#shared/platform/pause.ts';
import type { Connection, Pool } from '#shared/platform/postgres.ts';
import { HALF_DONE_MS } from '../mutants.ts';
import type { StockStore } from './store.ts';

export function takingPortionsFirst(store: StockStore, pool: Pool): StockStore {
  const byItself = pool as unknown as Connection;
  return {
    ...store,
    lockPortions: () => store.lockPortions(byItself),
    async saveReservations(connection, left, reservations) {
      await store.saveReservations(byItself, left, []);
      await pause(HALF_DONE_MS);
      await store.saveReservations(connection, new Map(), reservations);
    },
  };
}
