/** One PostgreSQL server for a kitchen, on loopback, with a database for each service. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../../places.ts';
import type { Command, ManagedProcess } from '../processes/managed-process.ts';
import { tailOf } from '../processes/tail.ts';
import { postgresReady } from '../ready.ts';
import { postgresSettings } from './settings.ts';
import { copyTemplate, ROLE } from './template.ts';
import { unprivileged } from './unprivileged.ts';

const MAINTENANCE_DATABASE = 'postgres';

export type PostgresServer = {
  /** By default at the server itself. */
  url(database: string, port?: number): string;
  /** How to start it (again) on its data, which is there afterwards. */
  command(): Promise<Command>;
  /** Resolves when it answers. */
  ready(server: Pick<ManagedProcess, 'exit'>): Promise<void>;
};

export function createPostgres(options: {
  /** Folder of the program, with bin/, lib/ and share/. */
  program: string;
  dataFolder: string;
  logFile: string;
  port: number;
  environment: Readonly<Record<string, string>>;
  /** How many there are of each service. Default: one. */
  instances?: number;
}): PostgresServer {
  const { dataFolder, logFile, environment } = options;
  const password = randomBytes(24).toString('hex');
  const url = (database: string, port = options.port): string =>
    `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
  const settings = {
    ...postgresSettings(options.instances ?? 1),
    listen_addresses: '127.0.0.1',
    port: options.port,
    // TCP is enough, and a socket's path may have 107 characters only.
    unix_socket_directories: '',
    // Dynamic shared memory in the data folder: a crash leaves nothing elsewhere.
    dynamic_shared_memory_type: 'mmap',
  };

  return {
    url,
    async command() {
      await mkdir(dirname(dataFolder), { recursive: true });
      const runner = unprivileged([options.program, dirname(dataFolder), ROOT]);
      const binFolder = join(options.program, 'bin');
      if (!existsSync(dataFolder))
        await copyTemplate({ binFolder, runner, environment }, dataFolder, password);
      const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const wrapped = runner.wrap(join(binFolder, 'postgres'), ['-D', dataFolder, ...flags]);
      return { ...wrapped, environment, logFile, folder: '/' };
    },
    ready: (server) =>
      postgresReady(url(MAINTENANCE_DATABASE), {
        exit: server.exit,
        tail: (lines) => tailOf(logFile, lines),
      }),
  };
}
