/** A compose project of one kitchen's own: created, looked into, and removed without a trace. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import type { Part } from '../../systems.ts';
import type { Docker } from '../../tools/docker/client.ts';
import { tailOf } from '../processes/tail.ts';
import { exitOf, inspectState } from './container-program.ts';
import { type Deaths, followDeaths } from './events.ts';
import { serviceName } from './override.ts';
import { composeFile } from './provide.ts';
import { firstFileOf } from './tar.ts';

const CREATE_WITHIN_MS = 120_000;
const LOG_LINES = 10;

/** What has a container: it is called so without its side. */
type Contained = Part | 'secrets';

export type Project = {
  /** Containers, network and volumes are there; nothing is started. */
  create(): Promise<void>;
  container(service: Contained): string;
  /** The ends of its containers. */
  readonly deaths: Deaths;
  /** Starts a service that does one thing and ends. @throws {LabError} when it fails, with its log */
  runOnce(service: Contained): Promise<void>;
  /** Content of a file in a container, whether it runs or not. */
  read(service: Contained, path: string): Promise<string>;
  copy(service: Contained, path: string, file: string): Promise<void>;
  /** Everything that the service has logged, in this file. */
  saveLog(service: Contained, file: string): Promise<void>;
  /** `compose`'s own label and the run's: by both together this kitchen's things are found. */
  readonly labels: readonly string[];
};

export function composeProject(options: {
  docker: Docker;
  name: string;
  side: Side;
  services: readonly Contained[];
  /** Given the names of the compose file's volumes. */
  override(volumes: readonly string[]): object;
  /** Where the override is kept; nothing in it is secret. */
  overrideFile: string;
  /** Values for the variables of the compose file. */
  environment: Readonly<Record<string, string>>;
  runLabel: string;
}): Project {
  const { docker, name, side, overrideFile, environment, runLabel } = options;
  const labels = [runLabel, `com.docker.compose.project=${name}`];
  const deaths = followDeaths(docker, runLabel);
  const ids = new Map<string, string>();
  const nameOf = (service: Contained): string => serviceName({ side }, service);

  async function create(): Promise<void> {
    const volumes = await docker.run(['compose', '--file', composeFile(side), 'config', '--volumes']);
    await mkdir(dirname(overrideFile), { recursive: true });
    const override = options.override(volumes.trim().split('\n'));
    await writeFile(overrideFile, `${JSON.stringify(override, null, 2)}\n`);
    const files = [composeFile(side), overrideFile].flatMap((file) => ['--file', file]);
    const services = options.services.map(nameOf);
    // Without what these depend on: each is started by name, and nothing may be there that lacks the run's label.
    const create = ['up', '--no-start', '--no-deps', '--no-build', ...services];
    await docker.run(['compose', '--project-name', name, ...files, ...create], {
      timeoutMs: CREATE_WITHIN_MS,
      environment,
    });
    const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}}';
    const listed = await docker.run(['ps', '--all', '--no-trunc', ...filters, '--format', format]);
    for (const line of listed.trim().split('\n')) {
      const [service, id] = line.split(' ') as [string, string];
      ids.set(service, id);
    }
  }

  function container(service: Contained): string {
    const id = ids.get(nameOf(service));
    if (id === undefined) throw new LabError(EXIT.failed, `There is no container of ${nameOf(service)}.`);
    return id;
  }

  async function runOnce(service: Contained): Promise<void> {
    const id = container(service);
    const died = deaths.of(id);
    await docker.run(['start', id]);
    await died;
    const { code } = exitOf(await inspectState(docker, id));
    if (code === 0) return;
    const file = join(dirname(overrideFile), 'logs', `${service}.log`);
    await saveLog(service, file);
    throw new LabError(EXIT.failed, `${nameOf(service)} failed.`, { details: await tailOf(file, LOG_LINES) });
  }

  async function saveLog(service: Contained, file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const log = openSync(file, 'w');
    // Both outputs into one file, as they came; docker itself keeps them apart.
    const child = spawn(docker.program, ['logs', container(service)], {
      stdio: ['ignore', log, log],
      env: docker.environment,
    });
    closeSync(log);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new LabError(EXIT.failed, `The log of ${nameOf(service)} can not be read.`);
  }

  return {
    create,
    container,
    deaths,
    runOnce,
    saveLog,
    labels,
    read: async (service, path) =>
      firstFileOf(await docker.run(['cp', `${container(service)}:${path}`, '-'])),
    async copy(service, path, file) {
      await mkdir(dirname(file), { recursive: true });
      await docker.run(['cp', `${container(service)}:${path}`, file]);
    },
  };
}
