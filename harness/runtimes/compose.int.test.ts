import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import type { SystemDescription } from '../systems.ts';
import type { Docker } from '../tools/docker/client.ts';
import { findDocker } from '../tools/docker/docker.ts';
import { waitUntil } from '../wait-until.ts';
import { inspectState } from './compose/container-program.ts';
import { provideContainers } from './compose/provide.ts';
import { findLabelled } from './compose/sweep-containers.ts';
import { createComposeRuntime } from './compose.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { freePorts } from './ports.ts';
import { readStat } from './processes/process-table.ts';
import { runtimeSuite } from './runtime.suite.ts';
import type { Runtime } from './runtime.ts';
import { FAKE_KITCHEN } from './testing/fake-kitchen.ts';

const IMAGES_WITHIN_MS = 900_000;
const TEST_WITHIN_MS = 120_000;

let temporary: string;
let janitor: Janitor;
let docker: Docker;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'runtime-'));
  janitor = await startJanitor();
  ({ docker } = await provideContainers(['rr'], silentProgress, new AbortController().signal, {
    hops: true,
  }));
}, IMAGES_WITHIN_MS);
afterAll(async () => {
  await janitor.close();
  rmSync(temporary, { recursive: true, force: true });
}, 60_000);

const create = (
  name: string,
  system: SystemDescription,
  more: { gatewayPort?: number; hops?: boolean; instances?: number } = {},
): Promise<Runtime> =>
  createComposeRuntime({
    ...{ side: 'rr', runFolder: join(temporary, name), docker, janitor, system },
    ...more,
  });
const traces = (runLabel = janitor.runLabel): Promise<string[]> =>
  findLabelled({ ...docker, labels: [runLabel] });

describe('compose runtime', () => {
  runtimeSuite({
    create,
    async isPaused(_runtime, role) {
      const filters = [janitor.runLabel, `two-kitchens.role=${role}`];
      const id = await docker.run([
        'ps',
        '--quiet',
        ...filters.flatMap((label) => ['--filter', `label=${label}`]),
      ]);
      return (await inspectState(docker, id.trim())).Paused;
    },
    traces: () => traces(),
  });

  test(
    'a port that is taken: says which, and nothing is left',
    async () => {
      const [port] = (await freePorts(1)) as [number];
      const squatter = createServer().listen(port, '127.0.0.1');
      await once(squatter, 'listening');
      const kitchen = await create('taken', FAKE_KITCHEN, { gatewayPort: port });

      await expect(kitchen.startAll()).rejects.toMatchObject({
        exitCode: EXIT.unavailable,
        message: `Port ${port} is taken.`,
      });

      await kitchen.close();
      squatter.close();
      expect(await traces()).toEqual([]);
    },
    TEST_WITHIN_MS,
  );

  test(
    'harness killed with SIGKILL: its containers, one of them paused, network and volumes are gone, and no others',
    async () => {
      // As a user's own kitchen has it, which `docker compose up` has started.
      const bystander = (
        await docker.run(['create', '--label', 'two-kitchens.side=rr', 'two-kitchens', 'true'])
      ).trim();
      const program = join(import.meta.dirname, 'testing/doomed-compose-harness.ts');
      const harness = spawn(process.execPath, [program, join(temporary, 'doomed')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(harness.stdout, 'data')) as [Buffer];
      const doomed = JSON.parse(line.toString()) as { janitor: number; runLabel: string };
      const kinds = new Set((await traces(doomed.runLabel)).map((trace) => trace.split(' ')[0]));
      expect([...kinds]).toEqual(['container', 'network', 'volume']);

      harness.kill('SIGKILL');

      const gone = await waitUntil(() => readStat(doomed.janitor) === undefined, {
        timeoutMs: 60_000,
        everyMs: 50,
      });
      expect(gone).toBe(true);
      expect(await traces(doomed.runLabel)).toEqual([]);
      expect((await docker.run(['rm', bystander])).trim()).toBe(bystander);
    },
    TEST_WITHIN_MS,
  );
});

describe('real Docker', () => {
  test('a daemon that is not where it is looked for: a sentence, and the way out', async () => {
    const DOCKER_HOST = `unix://${join(temporary, 'none.sock')}`;
    expect(await findDocker({ ...process.env, DOCKER_HOST })).toEqual({
      problem: 'Docker is installed, but its daemon does not run, or not where `docker` looks for it.',
      ways: expect.arrayContaining([expect.stringContaining('DOCKER_HOST')]),
    });
  });

  test('an image that can not be pulled: a sentence, and the way out', async () => {
    await expect(docker.run(['pull', 'localhost:1/two-kitchens-none'])).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: expect.stringContaining('can not be pulled'),
    });
  });
});
