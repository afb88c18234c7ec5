/** A kitchen in the runtime that was chosen: who brings containers along wants it in them. */
import type { Side } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import { type KitchenTools, type ToolName, toolsOfKitchens } from '../tools/tools.ts';
import type { Build } from './build.ts';
import { type Containers, provideContainers } from './compose/provide.ts';
import { createComposeRuntime } from './compose.ts';
import type { Janitor } from './janitor.ts';
import { createLocalRuntime } from './local.ts';
import type { RuntimeName } from './names.ts';
import type { Runtime } from './runtime.ts';

export type RuntimeOptions = {
  side: Side;
  /** `<run>/<side>`: made when it is not there. */
  runFolder: string;
  tools: KitchenTools;
  janitor: Janitor;
  build?: Build;
  gatewayPort?: number;
  hops?: boolean;
  instances?: number;
};

type Wanted = { hops?: boolean };

/** What has to be found or fetched for kitchens of these sides; containers bring it along. */
export function toolsOfRuntime(
  name: RuntimeName,
  sides: readonly Side[],
  { hops = false }: Wanted = {},
): ToolName[] {
  if (name !== 'local') return [];
  return [...toolsOfKitchens(sides), ...(hops ? (['toxiproxy'] as const) : [])];
}

/**
 * Docker and the images, where the runtime needs them: a part of the tools.
 * @throws {LabError} 69: what is missing, and the ways out
 */
export async function containersOfRuntime(
  name: RuntimeName,
  sides: readonly Side[],
  progress: Progress,
  signal: AbortSignal,
  wanted: Wanted = {},
): Promise<{ containers?: Containers }> {
  return name === 'local' ? {} : { containers: await provideContainers(sides, progress, signal, wanted) };
}

/** Nothing is started yet; ports are chosen. */
export function createRuntime({ tools, ...options }: RuntimeOptions): Promise<Runtime> {
  if (tools.containers === undefined) return createLocalRuntime({ ...options, tools });
  return createComposeRuntime({ ...options, docker: tools.containers.docker });
}
