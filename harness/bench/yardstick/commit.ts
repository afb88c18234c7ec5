/** A bare commit: one row, by one prepared statement that is its own transaction. */
import { createPool } from '#shared/platform/postgres.ts';

const INSERT = { name: 'yardstick', text: 'insert into yardstick (body) values ($1)' };
const BODY = 'x'.repeat(200);

export async function prepareCommit(url: string): Promise<() => Promise<void>> {
  // One connection: another one that is closed for being idle would take its CPU out of the sum.
  const pool = createPool(url, { max: 1 });
  await pool.query('create table if not exists yardstick (id bigserial primary key, body text not null)');
  return async () => {
    await pool.query({ ...INSERT, values: [BODY] });
  };
}
