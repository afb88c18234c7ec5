/** Everything that must be there before a run, found or fetched: one message names all that is missing. */
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import type { Containers } from '../runtimes/compose/provide.ts';
import { SYSTEMS } from '../systems.ts';
import { Cache } from './cache.ts';
import { download } from './download.ts';
import { TOOLS, type ToolName, type Tools } from './known-tools.ts';
import type { Getting, Surroundings, Tool } from './tool.ts';

export type { ToolName, Tools } from './known-tools.ts';

/** What a comparison needs, on both sides. */
export const ALL_TOOLS = ['postgres', 'java', 'kafkaLibs', 'k6'] as const;
/** What is there when a kitchen starts as local processes: Java and Kafka only when a side needs them. */
export type LocalTools = Pick<Tools, 'postgres'> & Partial<Tools>;
/** Who brings containers along wants the kitchen in them. */
export type KitchenTools =
  | (LocalTools & { containers?: undefined })
  | (Partial<Tools> & { containers: Containers });
export type RunTools = KitchenTools & Pick<Tools, 'k6'>;

/** What kitchens of these sides need. */
export function toolsOfKitchens(sides: readonly Side[]): ToolName[] {
  const withKafka = sides.some((side) => SYSTEMS[side].infrastructure.includes('kafka'));
  return withKafka ? ['postgres', 'java', 'kafkaLibs'] : ['postgres'];
}

export type EnsureOptions = {
  signal?: AbortSignal;
  /** Environment given to programs that are run for it, such as the janitor's marker. */
  marker?: Readonly<Record<string, string>>;
} & Partial<Surroundings & Pick<Getting, 'download'>>;

/**
 * Finds each tool, or fetches it into .lab/.
 * @throws {LabError} 69: what could not be had, why, and every way to provide it
 */
export async function ensureTools<Name extends ToolName>(
  wanted: readonly Name[],
  progress: Progress,
  options: EnsureOptions = {},
): Promise<Pick<Tools, Name>> {
  const getting: Getting = {
    environment: options.environment ?? process.env,
    cache: options.cache ?? new Cache(),
    download: options.download ?? download,
    marker: options.marker ?? {},
    signal: options.signal,
    progress,
  };
  getting.cache.removeAbandoned();
  const missing: Missing[] = [];
  const paths: Partial<Tools> = {};
  const found = await Promise.all(
    wanted.map(async (name) => [name, await TOOLS[name].find(getting)] as const),
  );
  // One after the other: they share the progress line and the machine.
  for (const [name, there] of found) {
    const tool = TOOLS[name];
    if (there !== undefined && 'path' in there) {
      paths[name] = there.path;
      continue;
    }
    if (tool.get === undefined || there?.pointedAt === true) {
      missing.push({ tool, because: there?.problem ?? 'there is none', details: [] });
      continue;
    }
    try {
      paths[name] = await tool.get(getting);
    } catch (error) {
      if (!(error instanceof LabError) || options.signal?.aborted === true) throw error;
      const because = there === undefined ? error.message : `${there.problem}. ${error.message}`;
      missing.push({ tool, because, details: error.details });
    }
  }
  if (missing.length > 0) throw needed(missing);
  return paths as Pick<Tools, Name>;
}

type Missing = { tool: Tool; because: string; details: readonly string[] };

/** One error for all that is missing: what, why, and every way to provide it. */
function needed(missing: readonly Missing[]): LabError {
  const details = missing.flatMap(({ tool, because, details }) => [
    `${tool.title}: ${because}`,
    ...details.map((line) => `    ${line}`),
    ...tool.ways.map((way, index) => `  ${index === 0 ? 'either' : 'or'} ${way}`),
  ]);
  const titles = new Intl.ListFormat('en-GB').format(missing.map(({ tool }) => tool.title));
  const them = missing.length === 1 ? 'it' : 'them';
  return new LabError(EXIT.unavailable, `The lab needs ${titles}, and could not get ${them}.`, { details });
}
