/** How PostgreSQL is set up, as a process and as a container alike. */

/** What matters to a result; the rest is PostgreSQL's default. */
export const POSTGRES_SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  max_connections: 120,
  jit: 'off',
} as const;

/** Every instance of a service has a pool of its own. */
export const postgresSettings = (instances: number) => ({
  ...POSTGRES_SETTINGS,
  max_connections: POSTGRES_SETTINGS.max_connections * instances,
});
