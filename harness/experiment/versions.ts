/** What was compared with what: versions of the programs, of the libraries that matter, and of the lab itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { Cache } from '../tools/cache.ts';
import { TOOLS, type ToolName } from '../tools/known-tools.ts';
import { runCommand } from '../tools/run-command.ts';
import type { Surroundings } from '../tools/tool.ts';

const LIBRARIES = [
  'express',
  'axios',
  'opossum',
  'kafkajs',
  '@bufbuild/protobuf',
  'pg',
  'undici',
  'pino',
  'prom-client',
];
const GIT_TIMEOUT_MS = 10_000;

/** Programs that containers bring along. */
const IN_CONTAINERS: readonly string[] = ['postgres', 'java', 'kafkaLibs', 'toxiproxy'] satisfies ToolName[];

export async function versionsInUse({
  inContainers,
  observed = false,
}: {
  /** Versions of what the containers bring along, when the kitchens run in containers. */
  inContainers?: Readonly<Record<string, string>> | undefined;
  /** With Prometheus and Grafana running beside it: else they are no part of it. */
  observed?: boolean;
} = {}): Promise<Record<string, string>> {
  const outside = Object.entries(TOOLS).filter(
    ([name, { neededOnlyBy }]) =>
      (inContainers === undefined || !IN_CONTAINERS.includes(name)) &&
      (observed || neededOnlyBy === undefined),
  );
  const surroundings: Surroundings = { environment: process.env, cache: new Cache() };
  const tools = await Promise.all(
    outside.map(async ([, tool]) => {
      const found = await tool.find(surroundings);
      return [tool.title, found !== undefined && 'version' in found ? found.version : 'unknown'] as const;
    }),
  );
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return {
    'Two Kitchens': await commit(),
    'Node.js': process.versions.node,
    ...Object.fromEntries(tools),
    ...inContainers,
    // They are pinned, so that what is asked for is what is there.
    ...Object.fromEntries(LIBRARIES.map((name) => [name, dependencies[name] ?? 'unknown'])),
  };
}

/** The commit that runs, and whether anything was changed since. */
async function commit(): Promise<string> {
  const git = (...parts: string[]) => runCommand('git', parts, { folder: ROOT, timeoutMs: GIT_TIMEOUT_MS });
  try {
    const [hash, changes] = await Promise.all([
      git('rev-parse', '--short=12', 'HEAD'),
      git('status', '--porcelain'),
    ]);
    return `${hash.trim()}${changes.trim() === '' ? '' : ' with changes'}`;
  } catch {
    return 'not in git'; // a downloaded copy runs as well
  }
}
