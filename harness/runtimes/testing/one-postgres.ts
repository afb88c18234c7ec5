/**
 * One PostgreSQL of the official image for all files of Jest's project `containers`, between its globalSetup
 * (start-one-postgres.ts) and its globalTeardown; each test of a store has databases of its own in it.
 */
import type { Janitor } from '../janitor.ts';

const URL_VARIABLE = 'POSTGRES_OF_ALL_TESTS';
/** Jest calls setup and teardown in one process. */
const kept = globalThis as { janitorOfPostgres?: Janitor };

export function keepOnePostgres(janitor: Janitor, url: string): void {
  kept.janitorOfPostgres = janitor;
  // Jest's workers are started later, and inherit it.
  process.env[URL_VARIABLE] = url;
}

export const closeOnePostgres = async (): Promise<void> => kept.janitorOfPostgres?.close();

/** The URL of a database in it that may create others. */
export function urlOfOnePostgres(): string {
  const url = process.env[URL_VARIABLE];
  if (url === undefined)
    throw new Error('Only tests of the project `containers` have a PostgreSQL in common.');
  return url;
}
