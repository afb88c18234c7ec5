import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { type Janitor, startJanitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { startProcess } from '../processes/managed-process.ts';
import { createPostgres } from './postgres.ts';

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

test('PostgreSQL, program and data in a folder that is closed to others: starts, also for root', async () => {
  const { postgres } = await ensureTools(['postgres'], silentProgress);
  const program = join(folder, 'program');
  cpSync(postgres, program, { recursive: true, verbatimSymlinks: true });
  const [port] = await freePorts(1);
  const server = createPostgres({
    program,
    dataFolder: join(folder, 'data'),
    logFile: join(folder, 'postgres.log'),
    port: port!,
    environment: janitor.marker,
  });
  const started = await startProcess(await server.command());

  await server.ready(started);

  started.signal('SIGINT');
  expect(await started.exited).toMatchObject({ code: 0 });
}, 60_000);
