/** For tests with real servers: a kitchen, or a part of it, in a temporary folder; gone with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { silentProgress } from '../../progress.ts';
import { type InfrastructureRole, type ServiceRole, SYSTEMS, type SystemDescription } from '../../systems.ts';
import { ensureTools } from '../../tools/tools.ts';
import type { Build } from '../build.ts';
import { toolsOfRuntime } from '../create.ts';
import { startJanitor } from '../janitor.ts';
import { createLocalRuntime } from '../local.ts';
import type { Runtime } from '../runtime.ts';

/** With a cold cache: what the tools must be fetched in. */
export const STARTS_WITHIN_MS = 600_000;

/** Which servers there are when not all, and how many of each service. */
export type PartSize = { infrastructure?: readonly InfrastructureRole[]; instances?: number };
/** How its services are built, too, and whether its hops can be broken. */
export type PartOptions = Build & PartSize & { hops?: boolean };

export function partOf(
  side: Side,
  services: readonly ServiceRole[],
  infrastructure: readonly InfrastructureRole[] = SYSTEMS[side].infrastructure,
): SystemDescription {
  const all = SYSTEMS[side];
  return { ...all, infrastructure, services: all.services.filter(({ role }) => services.includes(role)) };
}

/** Nothing is started yet. */
export async function partOfKitchen(
  side: Side,
  services: readonly ServiceRole[],
  { hops = false, instances = 1, infrastructure, ...build }: PartOptions = {},
): Promise<Runtime> {
  const system = partOf(side, services, infrastructure);
  const folder = mkdtempSync(join(tmpdir(), `${system.name}-`));
  const janitor = await startJanitor();
  const runtime = await createLocalRuntime({
    side,
    runFolder: join(folder, side),
    tools: await ensureTools(toolsOfRuntime('local', [side], { hops }), silentProgress),
    ...{ janitor, build, hops, instances, system },
  });
  return {
    ...runtime,
    async close() {
      await runtime.close();
      await janitor.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
