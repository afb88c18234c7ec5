/**
 * What kitchens in containers need before the first of them starts: Docker, and the images. The services' own is built
 * from the checkout, so that what runs is what is there; the others are pulled when they are missing.
 */
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { ROOT } from '../../places.ts';
import type { Progress } from '../../progress.ts';
import { isInfrastructure, type Role, SYSTEMS } from '../../systems.ts';
import type { Docker } from '../../tools/docker/client.ts';
import { needDocker } from '../../tools/docker/docker.ts';
import { serviceName } from './override.ts';

const BUILD_WITHIN_MS = 900_000;
const PULL_WITHIN_MS = 900_000;
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
): Promise<Containers> {
  const { docker, version, composeVersion } = await needDocker();
  const compose = (side: Side, args: readonly string[], timeoutMs?: number): Promise<string> =>
    docker.run(['compose', '--file', composeFile(side), ...args], {
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });

  progress.begin('Images: building what has changed, pulling what is missing');
  // It is one image for all services of both.
  await compose(sides[0]!, ['build'], BUILD_WITHIN_MS);
  for (const side of sides) {
    const servers = SYSTEMS[side].infrastructure.map((role) => serviceName(SYSTEMS[side], role));
    await compose(side, ['pull', '--quiet', '--policy', 'missing', ...servers], PULL_WITHIN_MS);
  }
  progress.done();

  const models = await Promise.all(
    sides.map(async (side) => modelOf(side, await compose(side, ['config', '--format', 'json']))),
  );
  const roles = new Map(models.flat());
  const image = roles.get('gateway')!.image;
  const imageId = await docker.run(['image', 'inspect', '--format', '{{.Id}}', image]);
  return {
    docker,
    versions: {
      Docker: `${version}, compose ${composeVersion}`,
      ...Object.fromEntries(
        [...roles].filter(([role]) => isInfrastructure(role)).map(([role, { image }]) => [role, image]),
      ),
      services: imageId.trim(),
    },
    limits: Object.fromEntries(
      [...roles].map(([role, { cpus, mem_limit }]) => [
        role,
        `${cpus} CPU, ${Math.round(Number(mem_limit) / BYTES_PER_MIB)} MiB`,
      ]),
    ),
  };
}

/** What is read of a service in `compose config`. */
type ComposeService = { image: string; cpus: number; mem_limit: string };

function modelOf(side: Side, config: string): [Role, ComposeService][] {
  const { services } = JSON.parse(config) as { services: Record<string, ComposeService> };
  const { infrastructure, services: own } = SYSTEMS[side];
  const roles = [...infrastructure, ...own.map(({ role }) => role)];
  return roles.map((role) => [role, services[serviceName(SYSTEMS[side], role)]!]);
}
