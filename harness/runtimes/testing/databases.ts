/** A PostgreSQL server for a test of a store: an empty database for each service, gone with the test. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, migrate, type Pool } from '#shared/platform/postgres.ts';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { type Janitor, startJanitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { createPostgres } from '../postgres/postgres.ts';
import { startProcess } from '../processes/managed-process.ts';
import { IN_CONTAINERS } from './servers.ts';

export type Databases = {
  /** A pool on a service's database, with these migrations applied. */
  open(database: string, migrations: readonly string[]): Promise<Pool>;
  close(): Promise<void>;
};

export async function startDatabases(): Promise<Databases> {
  const janitor = await startJanitor();
  const urlOf = IN_CONTAINERS
    ? await (await import('./containers.ts')).startPostgresContainer(janitor)
    : await startEmbedded(janitor);
  const pools: Pool[] = [];
  return {
    async open(database, migrations) {
      const pool = createPool(urlOf(database));
      pools.push(pool);
      await migrate(pool, migrations);
      return pool;
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      await janitor.close();
    },
  };
}

async function startEmbedded(janitor: Janitor): Promise<(database: string) => string> {
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
  return server.url;
}
