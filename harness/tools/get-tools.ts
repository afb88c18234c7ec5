/** The tools for a command: fetching them may start Maven or Go, which must not outlive a harness that is killed. */
import type { Progress } from '../progress.ts';
import { startJanitor } from '../runtimes/janitor.ts';
import { ensureTools, type ToolName, type Tools } from './tools.ts';

/** @throws {LabError} 69: what could not be had, why, and every way to provide it */
export async function getTools<Name extends ToolName>(
  wanted: readonly Name[],
  progress: Progress,
  signal: AbortSignal,
): Promise<Pick<Tools, Name>> {
  const janitor = await startJanitor();
  try {
    return await ensureTools(wanted, progress, { signal, marker: janitor.marker });
  } finally {
    await janitor.close();
  }
}
