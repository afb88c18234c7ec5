/** The journal of the stock: what every reservation took and gave back, by sku and time. */
import type { ReservationRow, StockRow } from '../../evidence/records.ts';
import { Floats } from './growable.ts';

export type SkuJournal = {
  sku: string;
  /** Null when reservations name a sku that the stock does not have. */
  initial: number | null;
  available: number;
  held: number;
  movesAtMs: Floats;
  /** Portions; negative where they were taken. */
  moves: Floats;
};

export type StockJournal = { skus: Map<string, SkuJournal>; reservations: number };

export function openStockJournal(stock: Iterable<StockRow>): StockJournal {
  const journal: StockJournal = { skus: new Map(), reservations: 0 };
  for (const { sku, initial, available } of stock) Object.assign(skuOf(journal, sku), { initial, available });
  return journal;
}

export function noteMoves(journal: StockJournal, row: ReservationRow): void {
  journal.reservations += 1;
  if (row.state !== 'reserved' && row.state !== 'released') return;
  for (const { sku, quantity } of row.lines) {
    const entry = skuOf(journal, sku);
    move(entry, row.createdAtMs, -quantity);
    if (row.state === 'reserved') entry.held += quantity;
    else move(entry, row.releasedAtMs ?? row.createdAtMs, quantity);
  }
}

function move(entry: SkuJournal, atMs: number, portions: number): void {
  entry.movesAtMs.push(atMs);
  entry.moves.push(portions);
}

function skuOf(journal: StockJournal, sku: string): SkuJournal {
  const existing = journal.skus.get(sku);
  if (existing !== undefined) return existing;
  const created = { sku, initial: null, available: 0, held: 0, movesAtMs: new Floats(), moves: new Floats() };
  journal.skus.set(sku, created);
  return created;
}

/**
 * The fewest portions there ever were, replaying the journal from `initial`. A release counts as `toleranceMs` earlier
 * than it is stamped, because the stamps of two transactions are not in the order of their locks.
 */
export function fewestPortions(entry: SkuJournal, toleranceMs: number): number {
  const order = Array.from({ length: entry.moves.length }, (_, index) => index);
  const effectiveMs = (index: number): number =>
    entry.movesAtMs.at(index) - (entry.moves.at(index) > 0 ? toleranceMs : 0);
  order.sort((a, b) => effectiveMs(a) - effectiveMs(b) || entry.moves.at(b) - entry.moves.at(a));
  let portions = entry.initial ?? 0;
  let fewest = portions;
  for (const index of order) {
    portions += entry.moves.at(index);
    if (portions < fewest) fewest = portions;
  }
  return fewest;
}
