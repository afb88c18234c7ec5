/** All that runs need, found or fetched: the kitchens' programs or containers, and the load generator. */
import type { Side } from '../evidence/records.ts';
import { needsHops } from '../faults/possible.ts';
import type { Progress } from '../progress.ts';
import { containersOfRuntime, toolsOfRuntime } from '../runtimes/create.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { getTools } from '../tools/get-tools.ts';
import type { RunTools, ToolName } from '../tools/tools.ts';

/** @throws {LabError} 69: what could not be had, why, and every way to provide it */
export async function getRunTools(
  wanted: { runtime: RuntimeName; sides: readonly Side[]; scenario: Scenario; more?: readonly ToolName[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<RunTools> {
  const { runtime, sides, scenario, more = [] } = wanted;
  const hops = needsHops(scenario.faults);
  const { containers } = await containersOfRuntime(runtime, sides, progress, signal, { hops });
  const found = await getTools(
    [...toolsOfRuntime(runtime, sides, { hops }), 'k6', ...more],
    progress,
    signal,
  );
  return containers === undefined ? (found as RunTools) : { ...found, containers };
}
