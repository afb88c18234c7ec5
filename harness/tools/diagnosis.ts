/** `./lab doctor`: every requirement, whether it is met, and what to do. Looks only; changes nothing, fetches nothing. */
import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { LAB_FOLDER, ROOT, RUNS_FOLDER } from '../places.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { SIDES } from '../systems.ts';
import { Cache } from './cache.ts';
import { findChromium } from './chromium.ts';
import { findDocker } from './docker/docker.ts';
import { findOnPath, isAtLeast, parseVersion } from './executables.ts';
import { TOOLS, type ToolName } from './known-tools.ts';
import type { Surroundings, Tool } from './tool.ts';
import { toolsOfKitchens } from './tools.ts';

export type Diagnosis = {
  /** What it is about: `Java`, `free disk space`, … */
  name: string;
  /** `fetchable`: not there yet, but the lab gets it by itself. `optional`: missing, and needed by tests or by one option only. */
  status: 'ok' | 'fetchable' | 'optional' | 'missing';
  version: string | null;
  /** What was found, or what is wrong. */
  detail: string;
  /** What the user can do; empty when nothing is needed. */
  ways: readonly string[];
};

const OLDEST_NODE = [24];
const DISK_GB = 3;
const MEMORY_GB = 3;
const CORES = 2;
const BYTES_PER_GB = 1e9;

/** @param runtime where kitchens are to run: what only the other one needs may be missing */
export async function diagnose(
  surroundings: Partial<Surroundings> = {},
  runtime: RuntimeName = 'local',
): Promise<Diagnosis[]> {
  const { environment = process.env, cache = new Cache() } = surroundings;
  const tools = Object.entries(TOOLS).map(async ([name, tool]) => {
    const diagnosis = await diagnoseTool(tool, { environment, cache });
    const isForProcesses = toolsOfKitchens(SIDES).includes(name as ToolName);
    return runtime === 'compose' && isForProcesses ? neededByProcessesOnly(diagnosis) : diagnosis;
  });
  return [
    system(),
    node(),
    ...(await Promise.all(tools)),
    await docker(environment, runtime),
    chromium(environment),
    atLeast('cores', availableParallelism(), CORES, ''),
    atLeast('memory', totalmem() / BYTES_PER_GB, MEMORY_GB, ' GB'),
    await diskSpace(),
    writable('.lab', LAB_FOLDER),
    writable('runs', RUNS_FOLDER),
  ];
}

async function diagnoseTool(tool: Tool, surroundings: Surroundings): Promise<Diagnosis> {
  const found = await tool.find(surroundings);
  if (found !== undefined && 'path' in found) {
    return { name: tool.title, status: 'ok', version: found.version, detail: `from ${found.from}`, ways: [] };
  }
  const detail = found?.problem ?? 'not there';
  const helpers = (tool.getsWith ?? []).filter((name) => findOnPath(name, surroundings.environment.PATH));
  if (tool.neededOnlyBy !== undefined && found?.pointedAt !== true) {
    const needed = `${detail}; only ${tool.neededOnlyBy} needs it`;
    return { name: tool.title, status: 'optional', version: null, detail: needed, ways: tool.ways };
  }
  if (tool.get === undefined || found?.pointedAt === true) {
    return { name: tool.title, status: 'missing', version: null, detail, ways: tool.ways };
  }
  const how =
    helpers.length > 0
      ? `with ${helpers.join(', ')} or as a checksummed download`
      : 'as a checksummed download';
  return {
    name: tool.title,
    status: 'fetchable',
    version: null,
    detail: `${detail}; the lab gets it ${how} when it is first needed`,
    ways: helpers.length > 0 ? [] : tool.ways,
  };
}

/** In containers it comes with its image. */
function neededByProcessesOnly(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.status === 'ok' || diagnosis.status === 'optional') return diagnosis;
  const [what] = diagnosis.detail.split(';');
  return { ...diagnosis, status: 'optional', detail: `${what}; only \`--runtime local\` needs it` };
}

/** /proc is read for CPU, memory, and to clean up. */
function system(): Diagnosis {
  const ok = process.platform === 'linux' && existsSync('/proc/self/stat');
  const ways = ok ? [] : ['use Linux, a Linux container, or WSL 2'];
  return {
    name: 'Linux',
    status: ok ? 'ok' : 'missing',
    version: null,
    detail: `${process.platform} ${process.arch}`,
    ways,
  };
}

function node(): Diagnosis {
  const version = process.versions.node;
  const ok = isAtLeast(parseVersion(version)!, OLDEST_NODE);
  const ways = ok ? [] : ['run ./lab, which installs Node 24 with `npm ci`'];
  return {
    name: 'Node.js',
    status: ok ? 'ok' : 'missing',
    version,
    detail: `from ${process.execPath}`,
    ways,
  };
}

async function docker(environment: NodeJS.ProcessEnv, runtime: RuntimeName): Promise<Diagnosis> {
  const found = await findDocker(environment);
  if ('docker' in found) {
    const { version, composeVersion, docker } = found;
    const detail = `with compose ${composeVersion}, from ${docker.program}`;
    return { name: 'Docker', status: 'ok', version, detail, ways: [] };
  }
  const problem = found.problem.replace(/\.$/, '');
  const { ways } = found;
  if (runtime === 'compose')
    return { name: 'Docker', status: 'missing', version: null, detail: problem, ways };
  const detail = `${problem}; only \`--runtime compose\` needs it`;
  return { name: 'Docker', status: 'optional', version: null, detail, ways };
}

function chromium(environment: NodeJS.ProcessEnv): Diagnosis {
  const found = findChromium(environment);
  return {
    name: 'Chromium',
    status: found === undefined ? 'optional' : 'ok',
    version: null,
    detail: found === undefined ? 'not there; only `./lab test` needs it, for the reports' : `from ${found}`,
    ways: found === undefined ? ['install Chromium, e.g. `apt install chromium`', 'set CHROMIUM to one'] : [],
  };
}

function atLeast(name: string, have: number, wanted: number, unit: string): Diagnosis {
  const ok = have >= wanted;
  const detail = `${Math.round(have * 10) / 10}${unit}`;
  const ways = ok ? [] : [`use a machine with at least ${wanted}${unit || ` ${name}`}`];
  return { name, status: ok ? 'ok' : 'missing', version: null, detail, ways };
}

async function diskSpace(): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(ROOT);
  const free = atLeast('free disk space', (bavail * bsize) / BYTES_PER_GB, DISK_GB, ' GB');
  return free.status === 'ok'
    ? free
    : { ...free, ways: [`free ${DISK_GB} GB where ${ROOT} is, or delete old folders in runs/`] };
}

function writable(name: string, folder: string): Diagnosis {
  const nearest = existsSync(folder) ? folder : dirname(folder);
  try {
    accessSync(nearest, constants.W_OK);
    return { name: `${name} writable`, status: 'ok', version: null, detail: folder, ways: [] };
  } catch {
    // Any reason why it can't be written to means the same to the user.
    const ways = [`make ${nearest} writable for you`];
    return {
      name: `${name} writable`,
      status: 'missing',
      version: null,
      detail: `${nearest} can not be written to`,
      ways,
    };
  }
}
