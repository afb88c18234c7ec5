/** For tests with real servers: a kitchen, or a part of it, in a temporary folder; gone with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { silentProgress } from '../../progress.ts';
import { type ServiceRole, SYSTEMS } from '../../systems.ts';
import { ensureTools } from '../../tools/tools.ts';
import type { Build } from '../build.ts';
import { toolsOfRuntime } from '../create.ts';
import { startJanitor } from '../janitor.ts';
import { createLocalRuntime } from '../local.ts';
import type { Runtime } from '../runtime.ts';

/** With a cold cache: what the tools must be fetched in. */
export const STARTS_WITHIN_MS = 600_000;

/** How its services are built, how many of each, and whether its hops can be broken. */
export type PartOptions = Build & { hops?: boolean; instances?: number };

/** Nothing is started yet. */
export async function partOfKitchen(
  side: Side,
  services: readonly ServiceRole[],
  { hops = false, instances = 1, ...build }: PartOptions = {},
): Promise<Runtime> {
  const system = SYSTEMS[side];
  const folder = mkdtempSync(join(tmpdir(), `${system.name}-`));
  const janitor = await startJanitor();
  const runtime = await createLocalRuntime({
    side,
    runFolder: join(folder, side),
    tools: await ensureTools(toolsOfRuntime('local', [side], { hops }), silentProgress),
    ...{ janitor, build, hops, instances },
    system: { ...system, services: system.services.filter(({ role }) => services.includes(role)) },
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
