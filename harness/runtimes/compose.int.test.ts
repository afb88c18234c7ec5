import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { silentProgress } from '../progress.ts';
import type { Docker } from '../tools/docker/client.ts';
import { inspectState } from './compose/container-program.ts';
import { provideContainers } from './compose/provide.ts';
import { findLabelled } from './compose/sweep-containers.ts';
import { createComposeRuntime } from './compose.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { runtimeSuite } from './runtime.suite.ts';

const IMAGES_WITHIN_MS = 900_000;

let temporary: string;
let janitor: Janitor;
let docker: Docker;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'runtime-'));
  janitor = await startJanitor();
  ({ docker } = await provideContainers(['rr'], silentProgress, new AbortController().signal));
}, IMAGES_WITHIN_MS);
afterAll(async () => {
  await janitor.close();
  rmSync(temporary, { recursive: true, force: true });
}, 60_000);

describe('compose runtime', () => {
  runtimeSuite({
    create: (name, system) =>
      createComposeRuntime({ side: 'rr', runFolder: join(temporary, name), docker, janitor, system }),
    async isPaused(_runtime, role) {
      const filters = [janitor.runLabel, `two-kitchens.role=${role}`].flatMap((label) => [
        '--filter',
        `label=${label}`,
      ]);
      const id = (await docker.run(['ps', '--quiet', ...filters])).trim();
      return (await inspectState(docker, id)).Paused;
    },
    traces: () => findLabelled({ ...docker, labels: [janitor.runLabel] }),
  });
});
