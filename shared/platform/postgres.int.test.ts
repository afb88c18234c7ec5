import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Databases, startDatabases } from '../../harness/runtimes/testing/databases.ts';
import { createPool, databaseReadiness, migrate, type Pool, query, transaction } from './postgres.ts';
import { keptLog } from './testing.ts';

const MIGRATIONS = ['create table dishes (name text primary key)', `insert into dishes values ('toast')`];

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('stock', MIGRATIONS);
}, 120_000);
afterAll(() => databases?.close(), 60_000);
beforeEach(() => pool.query(`delete from dishes where name <> 'toast'`));

const names = async (): Promise<string[]> => {
  const rows = await query<{ name: string }>(pool, { text: 'select name from dishes order by name' });
  return rows.map((row) => row.name);
};
const insert = (name: string) => ({ name: 'insert', text: 'insert into dishes values ($1)', values: [name] });

describe('migrate', () => {
  test('again, and from several processes at once: nothing is applied twice', async () => {
    await Promise.all([migrate(pool, MIGRATIONS), migrate(pool, MIGRATIONS), migrate(pool, MIGRATIONS)]);
    expect(await names()).toEqual(['toast']);
  });

  test('by several processes at once, on an empty database: applied once', async () => {
    const empty = await databases.open('payments', []);
    await empty.query('drop table schema_migrations');
    const others = [1, 2, 3].map(() => createPool(empty.options.connectionString!, { max: 1 }));
    await Promise.all(others.map((other) => migrate(other, MIGRATIONS)));
    await Promise.all(others.map((other) => other.end()));
    expect(await query(empty, { text: 'select name from dishes' })).toEqual([{ name: 'toast' }]);
  });

  test('one of the new ones is wrong: none of them is applied', async () => {
    const wrong = [...MIGRATIONS, `insert into dishes values ('soup')`, 'insert into nowhere values (1)'];
    await expect(migrate(pool, wrong)).rejects.toThrow('nowhere');
    expect(await names()).toEqual(['toast']);
  });
});

describe('transaction', () => {
  test('the work returns: all of it is there', async () => {
    const result = await transaction(pool, async (connection) => {
      await connection.query(insert('soup'));
      return 'done';
    });
    expect(result).toBe('done');
    expect(await names()).toEqual(['soup', 'toast']);
  });

  test('the work throws: none of it is there, and the error is the one thrown', async () => {
    const error = new Error('burnt');
    const work = transaction(pool, async (connection) => {
      await connection.query(insert('soup'));
      throw error;
    });
    await expect(work).rejects.toBe(error);
    expect(await names()).toEqual(['toast']);
  });

  test('a statement fails: what it broke is told as it is, and the connection can be used again', async () => {
    const work = transaction(pool, (connection) => connection.query(insert('toast')));
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await names()).toEqual(['toast']);
  });

  test('the connection is ended in the middle: unavailable, effect unknown, and the next one works', async () => {
    const work = transaction(pool, async (connection) => {
      const { rows } = await connection.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      await connection.query(insert('soup'));
    });
    const lost = { kind: 'unavailable', code: 'database_unavailable', effect: 'unknown', retriable: true };
    await expect(work).rejects.toMatchObject(lost);
    await transaction(pool, (connection) => connection.query(insert('salad')));
    expect(await names()).toEqual(['salad', 'toast']);
  });
});

describe('a database that does not answer', () => {
  test('a statement, alone or in a transaction: given up on this side, unavailable, effect unknown', async () => {
    const url = pool.options.connectionString!;
    const impatient = createPool(url, { max: 1, answerWithinMs: 200 });
    const sleep = { text: 'select pg_sleep(60)' };
    const lost = { code: 'database_unavailable', effect: 'unknown' };
    await expect(query(impatient, sleep)).rejects.toMatchObject(lost);
    await expect(transaction(impatient, (connection) => query(connection, sleep))).rejects.toMatchObject(
      lost,
    );
    // The connection that hangs is not the one that comes next.
    expect(await query(impatient, { text: 'select 1 as one' })).toEqual([{ one: 1 }]);
    await impatient.end();
  });

  test('an idle connection breaks: logged', async () => {
    const { log, lines } = keptLog();
    const idle = createPool(pool.options.connectionString!, { max: 1, log });
    const { rows } = await idle.query<{ pid: number }>('select pg_backend_pid() as pid');
    const broken = once(idle, 'error');
    await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await broken;
    expect(lines).toMatchObject([{ level: 'warn', msg: 'an idle database connection broke' }]);
    await idle.end();
  });
});

describe('a database that is not there', () => {
  test('a statement: unavailable; readiness: says why', async () => {
    const nowhere = createPool('postgres://nobody@127.0.0.1:1/stock');
    await expect(query(nowhere, insert('soup'))).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await databaseReadiness(nowhere)()).toContain('ECONNREFUSED');
    await nowhere.end();
  });

  test('readiness of one that is there: null', async () => {
    expect(await databaseReadiness(pool)()).toBeNull();
  });
});
