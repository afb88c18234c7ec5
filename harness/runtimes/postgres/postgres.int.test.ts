import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../../errors.ts';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { type Janitor, startJanitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { type ManagedProcess, startProcess } from '../processes/managed-process.ts';
import { createPostgres, type PostgresServer } from './postgres.ts';

let folder: string;
let janitor: Janitor;
beforeAll(async () => {
  // Only its owner may enter it, like root's home.
  folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  janitor = await startJanitor();
});
afterAll(async () => {
  await janitor.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server of its own, that has not been started. */
async function createServer(name: string, more: { program?: string; port?: number } = {}) {
  const { postgres } = await ensureTools(['postgres'], silentProgress);
  const [port] = await freePorts(1);
  return createPostgres({
    program: postgres,
    dataFolder: join(folder, name, 'data'),
    logFile: join(folder, name, 'postgres.log'),
    port: port!,
    environment: janitor.marker,
    ...more,
  });
}

describe('PostgreSQL', () => {
  test('program and data in a folder that is closed to others: starts, also for root', async () => {
    const { postgres } = await ensureTools(['postgres'], silentProgress);
    const program = join(folder, 'program');
    cpSync(postgres, program, { recursive: true, verbatimSymlinks: true });
    const server = await createServer('closed', { program });
    const started = await startProcess(await server.command());

    await server.ready(started);

    started.signal('SIGINT');
    expect(await started.exited).toMatchObject({ code: 0 });
  }, 60_000);

  test('its port taken between choice and start: says that it does not come up, with the last lines of its log', async () => {
    const [port] = await freePorts(1);
    const server = await createServer('no-port', { port: port! });
    const command = await server.command();
    const other = createTcpServer().listen(port, '127.0.0.1');
    await once(other, 'listening');

    const error = await failureOf(server, await startProcess(command));

    other.close();
    expect(error).toMatchObject({ exitCode: EXIT.unavailable, message: 'PostgreSQL does not come up.' });
    expect(error.details.join('\n')).toContain(`could not bind IPv4 address "127.0.0.1"`);
  }, 60_000);

  test('a program that can not be run: says which one, and what to do', async () => {
    const server = await createServer('no-program', { program: folder });
    await expect(server.command()).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: `PostgreSQL in ${join(folder, 'bin')} can not be run: delete node_modules and try again.`,
    });
  });
});

async function failureOf(server: PostgresServer, started: ManagedProcess): Promise<LabError> {
  const error = await server.ready(started).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabError);
  expect(started.exit()).toBeDefined();
  return error as LabError;
}
