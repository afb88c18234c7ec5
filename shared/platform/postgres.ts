/** PostgreSQL: a pool, a transaction, migrations. Statements on hot paths are named, so that they are prepared once. */
import pg from 'pg';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;
/** A connection of its own, beside the pool. */
export type Session = pg.Client;
/** Anything a statement can run on: the pool, or the connection of a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;
/** Prepared once, under its name: the same name is always the same text. */
export type NamedStatement = { name: string; text: string; values: unknown[] };

const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300', // too many connections
]);

/** What pg says of it without a code. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/;

const DATABASE_UNAVAILABLE = 'database_unavailable';

const CONNECT_WITHIN_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** For a server that does not answer at all, and so can't keep its own timeout, which comes first otherwise. */
const ANSWER_WITHIN_MS = 12_000;
const READY_WITHIN_MS = 1_000;

export function createPool(
  url: string,
  options: {
    max?: number;
    answerWithinMs?: number;
    log?: Pick<Log, 'warn'>;
    metrics?: Pick<Metrics, 'watchPool'>;
  } = {},
): Pool {
  const { max: limit = 10 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: limit,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: options.answerWithinMs ?? ANSWER_WITHIN_MS,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => options.log?.warn({ err: error }, 'an idle database connection broke'));
  // So would one that breaks in the middle of a transaction; the statement under way fails and tells of it.
  pool.on('connect', (connection) => void connection.on('error', () => undefined));
  options.metrics?.watchPool(() => {
    const { idleCount: idle, totalCount, waitingCount: waiting } = pool;
    return { idle, busy: totalCount - idle, limit, waiting };
  });
  return pool;
}

/**
 * Opens a connection to the pool's database for what belongs to a session, such as a lock that is held or news that are
 * listened to. Nobody replaces it when it breaks: then it says `end`.
 */
export async function openSession(
  pool: Pool,
  options: { answerWithinMs: number; log: Pick<Log, 'warn'> },
): Promise<Session> {
  const session = new pg.Client({
    connectionString: pool.options.connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: options.answerWithinMs,
    keepAlive: true,
  });
  session.on('error', (error) => options.log.warn({ err: error }, 'a session of the database broke'));
  try {
    await session.connect();
  } catch (error) {
    throw databaseError(error);
  }
  return session;
}

/** Ends it at once, and with it what it holds, whether or not the database answers. */
export async function endSession(session: Session): Promise<void> {
  const ended = session.end();
  session.connection.stream.destroy();
  await ended;
}

/**
 * One statement; its rows.
 * @throws {AppError} `unavailable`, effect unknown, when the database is lost: it may have committed before
 */
export async function query<Row extends pg.QueryResultRow>(
  on: Queryable,
  statement: pg.QueryConfig,
): Promise<Row[]> {
  try {
    return (await on.query<Row>(statement)).rows;
  } catch (error) {
    throw databaseError(error);
  }
}

/**
 * Whether the database answers: null, or why not. Asked at most once in `maxAgeMs`, however often it is called, and never
 * while an earlier question is open: a database that hangs costs one connection, not one after the other.
 */
export function databaseReadiness(
  pool: Queryable,
  { maxAgeMs = 1_000, withinMs = READY_WITHIN_MS } = {},
): () => Promise<string | null> {
  let askedMs = Number.NEGATIVE_INFINITY;
  let isOpen = false;
  let answer: Promise<string | null> = Promise.resolve(null);
  return () => {
    if (isOpen || performance.now() - askedMs < maxAgeMs) return answer;
    askedMs = performance.now();
    isOpen = true;
    answer = new Promise((resolve) => {
      const timer = setTimeout(() => resolve(`the database does not answer within ${withinMs} ms`), withinMs);
      const answered = (reason: string | null): void => {
        clearTimeout(timer);
        isOpen = false;
        resolve(reason);
      };
      pool.query('select 1').then(
        () => answered(null),
        (error: unknown) => answered(`the database does not answer: ${(error as Error).message}`),
      );
    });
    return answer;
  };
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function transaction<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(pool);
  let broken = false;
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    try {
      // Behind a statement that was given up, a rollback would wait just as long.
      if (isLost(error)) broken = true;
      else await connection.query('rollback');
    } catch {
      broken = true; // the connection itself is gone: the server rolls back by itself
    }
    throw databaseError(error);
  } finally {
    connection.release(broken);
  }
}

async function connect(pool: Pool): Promise<Connection> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseError(error);
  }
}

/** A lost database is `unavailable` (and its effect unknown); every other error stays what it is. */
function databaseError(error: unknown): unknown {
  if (error instanceof AppError || !isLost(error)) return error;
  return new AppError('unavailable', DATABASE_UNAVAILABLE, 'The database can not be reached.', {
    cause: error,
    effect: 'unknown',
  });
}

/** Whether the connection is of no use any more, or no connection was to be had. */
function isLost(error: unknown): boolean {
  if (error instanceof AppError) return error.code === DATABASE_UNAVAILABLE; // a statement of `query` in a transaction
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (CONNECTION_ERRORS.has(code) || code.startsWith('08'))) return true;
  return error instanceof Error && LOST.test(error.message);
}

/** Applies the migrations that this database has not seen, in order, all or none, one process at a time. */
export async function migrate(pool: Pool, migrations: readonly string[]): Promise<void> {
  await transaction(pool, async (connection) => {
    await connection.query(`select pg_advisory_xact_lock(727274)`);
    await connection.query(
      `create table if not exists schema_migrations (version integer primary key, applied_at timestamptz not null default now())`,
    );
    const { rows } = await connection.query<{ version: number }>('select version from schema_migrations');
    const applied = new Set(rows.map((row) => row.version));
    for (const [index, statements] of migrations.entries()) {
      if (applied.has(index + 1)) continue;
      await connection.query(statements);
      await connection.query('insert into schema_migrations (version) values ($1)', [index + 1]);
    }
  });
}
