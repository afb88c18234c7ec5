/** The rungs that this lab has so far: the top of each ladder of patterns. */
import type { Side } from '../evidence/records.ts';

export const ARMS: Readonly<Record<Side, string>> = { rr: 'idempotent', ed: 'outbox' };
