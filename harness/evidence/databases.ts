/** The kitchen's databases as the harness sees them: it alone looks into all of them, and only while nothing is measured. */
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { type ServiceRole, SYSTEMS, servicesOf } from '../systems.ts';

export type Databases = {
  pools: ReadonlyMap<ServiceRole, Pool>;
  close(): Promise<void>;
};

/** Connects when a database is first asked. */
export function openDatabases(runtime: Runtime): Databases {
  const roles = servicesOf(SYSTEMS[runtime.side]).map(({ role }) => role);
  const pools = new Map(
    roles.map((role) => [role, createPool(runtime.access.databaseUrl(role), { max: 2 })]),
  );
  return {
    pools,
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

/** Rows that this server's databases have written since they were made, as PostgreSQL counts them, a second late at most. */
export async function rowsWritten({ pools }: Databases): Promise<number> {
  const { rows } = await pools
    .get('orders')!
    .query<{ written: number }>(
      `select sum(tup_inserted + tup_updated + tup_deleted)::float8 as written from pg_stat_database where datname = any($1)`,
      [[...pools.keys()]],
    );
  return rows[0]!.written;
}
