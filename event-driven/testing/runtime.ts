/** For tests with real servers: this kitchen, or a part of it, in a temporary folder; gone with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '../../harness/progress.ts';
import { startJanitor } from '../../harness/runtimes/janitor.ts';
import { createLocalRuntime } from '../../harness/runtimes/local.ts';
import type { Runtime } from '../../harness/runtimes/runtime.ts';
import { type ServiceRole, SYSTEMS } from '../../harness/systems.ts';
import { ensureTools, toolsOfKitchens } from '../../harness/tools/tools.ts';

/** With a cold cache: what the tools must be fetched in. */
export const STARTS_WITHIN_MS = 600_000;

/** Nothing is started yet. */
export async function testRuntime(services: readonly ServiceRole[]): Promise<Runtime> {
  const folder = mkdtempSync(join(tmpdir(), 'event-driven-'));
  const janitor = await startJanitor();
  const runtime = await createLocalRuntime({
    side: 'ed',
    runFolder: join(folder, 'ed'),
    tools: await ensureTools(toolsOfKitchens(['ed']), silentProgress),
    janitor,
    system: {
      ...SYSTEMS.ed,
      services: SYSTEMS.ed.services.filter(({ role }) => services.includes(role)),
    },
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
