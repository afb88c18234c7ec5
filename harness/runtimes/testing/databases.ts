/** A PostgreSQL server for a test of a store: an empty database for each service, gone with the test. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, migrate, type Pool } from '#shared/platform/postgres.ts';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { startJanitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { createPostgres } from '../postgres/postgres.ts';
import { startProcess } from '../processes/managed-process.ts';
import { urlOfOnePostgres } from './one-postgres.ts';
import { IN_CONTAINERS } from './servers.ts';

export type Databases = {
  /** A pool on a service's database, with these migrations applied. */
  open(database: string, migrations: readonly string[]): Promise<Pool>;
  close(): Promise<void>;
};

export async function startDatabases(): Promise<Databases> {
  const { urlOf, close } = IN_CONTAINERS ? inOnePostgres() : await startEmbedded();
  const pools: Pool[] = [];
  return {
    async open(database, migrations) {
      const pool = createPool(await urlOf(database));
      pools.push(pool);
      await migrate(pool, migrations);
      return pool;
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      await close();
    },
  };
}

/** `urlOf`: of a service's database, which is empty. */
type Server = { urlOf(database: string): Promise<string> | string; close(): Promise<void> };

async function startEmbedded(): Promise<Server> {
  const janitor = await startJanitor();
  const folder = mkdtempSync(join(tmpdir(), 'databases-'));
  await janitor.watch(folder);
  const [port] = await freePorts(1);
  const { postgres: program } = await ensureTools(['postgres'], silentProgress);
  const server = createPostgres({
    program,
    dataFolder: join(folder, 'data'),
    logFile: join(folder, 'postgres.log'),
    port: port!,
    environment: janitor.marker,
  });
  await server.ready(await startProcess(await server.command()));
  return { urlOf: server.url, close: () => janitor.close() };
}

/** The container that all files have in common: who opens a database has one of his own. */
function inOnePostgres(): Server {
  const url = urlOfOnePostgres();
  const pool = createPool(url);
  const made: string[] = [];
  return {
    async urlOf(database) {
      const name = `${database}_${randomBytes(6).toString('hex')}`;
      await pool.query(`create database ${name}`);
      made.push(name);
      return Object.assign(new URL(url), { pathname: name }).href;
    },
    async close() {
      for (const name of made) await pool.query(`drop database ${name} with (force)`);
      await pool.end();
    },
  };
}
