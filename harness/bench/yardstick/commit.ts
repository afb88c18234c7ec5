/** A bare commit: one row, by one prepared statement that is its own transaction. */
import { createPool } from '#shared/platform/postgres.ts';

const INSERT = { name: 'yardstick', text: 'insert into yardstick (body) values ($1)' };
const BODY = 'x'.repeat(200);

export async function prepareCommit(url: string): Promise<() => Promise<void>> {
  const pool = createPool(url);
  await pool.query('create table if not exists yardstick (id bigserial primary key, body text not null)');
  return async () => {
    await pool.query({ ...INSERT, values: [BODY] });
  };
}
