/** All that runs need, found or fetched: the kitchens' programs or containers, and the load generator. */
import type { Side } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import { containersOfRuntime, toolsOfRuntime } from '../runtimes/create.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { getTools } from '../tools/get-tools.ts';
import type { RunTools, ToolName } from '../tools/tools.ts';

/** @throws {LabError} 69: what could not be had, why, and every way to provide it */
export async function getRunTools(
  { runtime, sides, more = [] }: { runtime: RuntimeName; sides: readonly Side[]; more?: readonly ToolName[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<RunTools> {
  const { containers } = await containersOfRuntime(runtime, sides, progress, signal);
  const found = await getTools([...toolsOfRuntime(runtime, sides), 'k6', ...more], progress, signal);
  return containers === undefined ? (found as RunTools) : { ...found, containers };
}
