import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Docker } from '../../tools/docker/client.ts';
import { needDocker } from '../../tools/docker/docker.ts';
import { findLabelled } from '../compose/sweep-containers.ts';
import { type Janitor, startJanitor } from '../janitor.ts';
import { startKafkaContainer, startPostgresContainer } from './containers.ts';

const STARTS_WITHIN_MS = 600_000;

let docker: Docker;
let janitor: Janitor;
beforeAll(async () => {
  ({ docker } = await needDocker());
  janitor = await startJanitor();
  await Promise.all([startPostgresContainer(janitor), startKafkaContainer(janitor)]);
}, STARTS_WITHIN_MS);
afterAll(() => janitor?.close(), 60_000);

test('containers for a test: reached from this machine alone, and gone when the janitor goes', async () => {
  const format = ['--format', '{{.Ports}}', '--filter', `label=${janitor.runLabel}`];
  const ports = (await docker.run(['ps', ...format])).trim().split('\n');
  expect(ports).toHaveLength(2);
  for (const published of ports) {
    expect(published).toMatch(/127\.0\.0\.1:\d+->/);
    expect(published).not.toMatch(/0\.0\.0\.0|\[?::\]?:/);
  }

  await janitor.close();

  expect(await findLabelled({ ...docker, labels: [janitor.runLabel] })).toEqual([]);
}, 60_000);
