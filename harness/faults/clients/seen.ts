/** What the orders of the load tell of its clients; they are seen when they are answered. */
import { waitUntil } from '../../wait-until.ts';
import type { LoadView } from '../fault.ts';

const LOOK_EVERY_MS = 50;
const LATEST_AFTER_MS = 3_000;

/** Looks until there is something to see; undefined when there is nothing although every answer must have come. */
export const seenIn = <Found>(
  { clientTimeoutMs }: LoadView,
  look: () => Found | undefined | false,
): Promise<Found | undefined> =>
  waitUntil(look, { timeoutMs: clientTimeoutMs + LATEST_AFTER_MS, everyMs: LOOK_EVERY_MS });

/** @throws {Error} with this complaint when no order that was sent from now on was sent once, and the load goes on */
export async function expectAskedOnce(load: LoadView, complaint: string): Promise<void> {
  const endMs = Date.now();
  const over = (): boolean =>
    load.signal.aborted ||
    load.orders().some(({ sentMs, attempt }) => sentMs > endMs && attempt === undefined);
  if ((await seenIn(load, over)) === undefined) throw new Error(complaint);
}
