/**
 * What kitchens in containers need before the first of them starts: Docker, and the images. The services' own is built
 * from the checkout, so that what runs is what is there; the others are pulled when they are missing.
 */
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { ROOT } from '../../places.ts';
import type { Progress } from '../../progress.ts';
import { isService, type Part, PROXY, partsOf, SYSTEMS } from '../../systems.ts';
import { type Docker, dockerClient } from '../../tools/docker/client.ts';
import { needDocker } from '../../tools/docker/docker.ts';
import { startJanitor } from '../janitor.ts';
import { PROXY_LIMITS, serviceName } from './override.ts';

const PROVIDE_WITHIN_MS = 900_000;
const BYTES_PER_MIB = 1024 * 1024;

export type Containers = {
  docker: Docker;
  /** Of what runs in them, for the record of a run. */
  versions: Readonly<Record<string, string>>;
  /** What a container of each role may use at most, likewise. */
  limits: Readonly<Record<string, string>>;
};

/** The kitchen's compose file, as users have it. */
export const composeFile = (side: Side): string => join(ROOT, `compose.${side}.yml`);

/** @throws {LabError} 69 when there is no Docker, or an image can't be built or pulled: with the ways out */
export async function provideContainers(
  sides: readonly Side[],
  progress: Progress,
  signal: AbortSignal,
  { hops = false }: { hops?: boolean } = {},
): Promise<Containers> {
  const { docker, version, composeVersion } = await needDocker();
  const partsBySide = new Map(sides.map((side) => [side, partsOf(SYSTEMS[side], { hops })]));
  const janitor = await startJanitor();
  try {
    // A build must not outlive a harness that is killed.
    const marked = dockerClient(docker.program, { ...docker.environment, ...janitor.marker });
    progress.begin('Images: building what has changed, pulling what is missing');
    await provideImages(marked, partsBySide, signal);
    progress.done();
    const models = await Promise.all([...partsBySide].map((each) => modelOf(marked, ...each)));
    const roles = new Map(models.flat());
    const servers = [...roles].filter(([role]) => !isService(role));
    const question = ['image', 'inspect', '--format', '{{.Id}}', roles.get('gateway')!.image];
    return {
      docker,
      versions: {
        Docker: `${version}, compose ${composeVersion}`,
        ...Object.fromEntries(servers.map(([role, { image }]) => [role, image])),
        services: (await marked.run(question)).trim(),
      },
      limits: Object.fromEntries(
        [...roles].map(([role, { cpus, mem_limit }]) => {
          return [role, `${cpus} CPU, ${Math.round(Number(mem_limit) / BYTES_PER_MIB)} MiB`];
        }),
      ),
    };
  } finally {
    await janitor.close();
  }
}

async function provideImages(
  docker: Docker,
  partsBySide: ReadonlyMap<Side, readonly Part[]>,
  signal: AbortSignal,
): Promise<void> {
  const options = { signal, timeoutMs: PROVIDE_WITHIN_MS };
  // It is one image for all services of both.
  await docker.run(['compose', '--file', composeFile([...partsBySide.keys()][0]!), 'build'], options);
  for (const [side, parts] of partsBySide) {
    const servers = parts.filter((part) => !isService(part)).map((part) => serviceName(SYSTEMS[side], part));
    const pull = ['pull', '--quiet', '--policy', 'missing', ...servers];
    await docker.run(['compose', '--file', composeFile(side), ...pull], options);
  }
}

/** What is read of a service in `compose config`. */
type ComposeService = { image: string; cpus: number; mem_limit: string | number };

async function modelOf(
  docker: Docker,
  side: Side,
  parts: readonly Part[],
): Promise<[Part, ComposeService][]> {
  const config = await docker.run(['compose', '--file', composeFile(side), 'config', '--format', 'json']);
  const { services } = JSON.parse(config) as { services: Record<string, ComposeService> };
  return parts.map((part) => {
    const asWritten = services[serviceName(SYSTEMS[side], part)]!;
    return [part, part === PROXY ? { ...asWritten, ...PROXY_LIMITS } : asWritten];
  });
}
