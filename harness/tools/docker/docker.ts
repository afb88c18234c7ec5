/** Whether containers can be had on this machine: Docker, its daemon, compose, and memory enough. Looks only. */
import { EXIT, LabError } from '../../errors.ts';
import { askVersion, findOnPath, isAtLeast, parseVersion } from '../executables.ts';
import { type Docker, DockerError, dockerClient } from './client.ts';

/** BuildKit, and an init in every container. */
const OLDEST_ENGINE = [20, 10];
/** `!override` in compose files. */
const OLDEST_COMPOSE = [2, 24, 4];
/** A kitchen and its load, while the kitchen before it still closes. */
const MEMORY_GB = 3;
const BYTES_PER_GB = 1e9;
const ANSWER_WITHIN_MS = 20_000;

const INSTALL = 'install Docker Engine with its compose plugin (https://docs.docker.com/engine/install/)';
const INSTALL_COMPOSE = 'install the compose plugin (https://docs.docker.com/compose/install/linux/)';
const DO_WITHOUT = 'do without containers: `--runtime local`, which is the default';

export type UsableDocker = { docker: Docker; version: string; composeVersion: string };
export type FoundDocker =
  | UsableDocker
  /** A sentence; `ways` read on from "You can …". */
  | { problem: string; ways: readonly string[] };

export async function findDocker(environment: NodeJS.ProcessEnv = process.env): Promise<FoundDocker> {
  const program = findOnPath('docker', environment.PATH);
  if (program === undefined) return { problem: 'Docker is not installed.', ways: [INSTALL, DO_WITHOUT] };
  const docker = dockerClient(program, environment);
  let answer: string;
  try {
    const question = ['info', '--format', '{{.ServerVersion}} {{.MemTotal}}'];
    answer = await docker.run(question, { timeoutMs: ANSWER_WITHIN_MS });
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return { problem: error.message, ways: [...error.ways, DO_WITHOUT] };
  }
  const [version = '', memoryBytes] = answer.trim().split(' ');
  if (!isAtLeast(parseVersion(version) ?? [], OLDEST_ENGINE)) {
    const problem = `Docker's engine is ${version || 'of no known version'}, and ${OLDEST_ENGINE.join('.')} or newer is needed.`;
    return { problem, ways: [INSTALL, DO_WITHOUT] };
  }
  const composeVersion = (await askVersion(program, 'compose', 'version', '--short'))?.trim();
  if (!isAtLeast(parseVersion(composeVersion ?? '') ?? [], OLDEST_COMPOSE)) {
    const found = composeVersion ?? (await oldCompose(environment)) ?? 'not there';
    const problem = `Docker Compose is ${found}, and ${OLDEST_COMPOSE.join('.')} or newer is needed.`;
    return { problem, ways: [INSTALL_COMPOSE, DO_WITHOUT] };
  }
  const memoryGb = Number(memoryBytes) / BYTES_PER_GB;
  if (memoryGb < MEMORY_GB) {
    const problem = `Docker has ${Math.floor(memoryGb * 10) / 10} GB of memory, and ${MEMORY_GB} GB are needed.`;
    return { problem, ways: ['give it more (Docker Desktop: Settings, Resources)', DO_WITHOUT] };
  }
  return { docker, version, composeVersion: composeVersion! };
}

/** @throws {LabError} 69: what is wrong, and every way out */
export async function needDocker(environment?: NodeJS.ProcessEnv): Promise<UsableDocker> {
  const found = await findDocker(environment);
  if ('docker' in found) return found;
  const ways = found.ways.map((way, index) => `${index === 0 ? 'You can' : 'or'} ${way}.`);
  throw new LabError(EXIT.unavailable, found.problem, { details: ways });
}

/** The program of its own that compose was until 2023; `docker compose` took its place. */
async function oldCompose({ PATH }: NodeJS.ProcessEnv): Promise<string | undefined> {
  const program = findOnPath('docker-compose', PATH);
  if (program === undefined) return undefined;
  const version = parseVersion((await askVersion(program, 'version', '--short')) ?? '');
  return version === undefined ? undefined : `the old \`docker-compose\` ${version.join('.')}`;
}
