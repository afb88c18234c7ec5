/** The images of a kitchen: the services' own is built from the checkout, the others are pulled when they are not there. */
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { ROOT } from '../../places.ts';
import type { Progress } from '../../progress.ts';
import { SYSTEMS } from '../../systems.ts';
import type { Docker } from '../../tools/docker/client.ts';
import { serviceName } from './override.ts';

const BUILD_WITHIN_MS = 900_000;
const PULL_WITHIN_MS = 900_000;

/** The kitchen's compose file, as users have it. */
export const composeFile = (side: Side): string => join(ROOT, `compose.${side}.yml`);

/**
 * Makes sure that what runs is what is in the checkout.
 * @throws {DockerError} 69 when an image can't be built or pulled
 */
export async function provideImages(
  docker: Docker,
  sides: readonly Side[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  progress.begin('Images: building what changed, pulling what is missing');
  // It is one image for all services of both.
  await compose(sides[0]!, ['build'], BUILD_WITHIN_MS);
  for (const side of sides) {
    const servers = SYSTEMS[side].infrastructure.map((role) => serviceName(SYSTEMS[side], role));
    await compose(side, ['pull', '--quiet', '--policy', 'missing', ...servers], PULL_WITHIN_MS);
  }
  progress.done();

  function compose(side: Side, args: readonly string[], timeoutMs: number): Promise<string> {
    return docker.run(['compose', '--file', composeFile(side), ...args], { timeoutMs, signal });
  }
}
