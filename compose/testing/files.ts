/** The compose files as they are written, with `extends` and `include` followed the way Docker Compose does. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

export type Service = {
  image: string;
  command?: string | string[];
  user?: string;
  init?: boolean;
  read_only?: boolean;
  restart?: string;
  cpus?: number;
  mem_limit?: string;
  memswap_limit?: string;
  pids_limit?: number;
  stop_grace_period?: string;
  healthcheck?: { test: string[]; interval: string };
  cap_drop?: string[];
  security_opt?: string[];
  profiles?: string[];
  environment: Record<string, string | number>;
  labels: Record<string, string>;
  ports: string[];
  volumes: string[];
  depends_on: Record<string, { condition: string }>;
} & Record<string, unknown>;

type Mapping = Record<string, unknown>;
export type Files = {
  services: Record<string, Service>;
  volumes: Record<string, { labels: Service['labels'] }>;
};

const ROOT = join(import.meta.dirname, '..', '..');

/** @param file from the repository's root */
export function readCompose(file: string): Files {
  const { include = [], services = {}, volumes = {} } = readYaml(join(ROOT, file));
  const included = (include as string[]).map((each) => readCompose(join(dirname(file), each)));
  const own = Object.entries(present(services as Mapping)).map(
    ([name, service]) => [name, withParts(service as Mapping, join(ROOT, dirname(file)))] as const,
  );
  return {
    services: Object.assign({}, ...included.map((each) => each.services), Object.fromEntries(own)),
    volumes: Object.assign({}, ...included.map((each) => each.volumes), present(volumes as Mapping)),
  };
}

/** `!reset null` is read as null, and says nothing of a file that stands alone. */
const present = (mapping: Mapping): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));

function readYaml(file: string): Mapping {
  return parse(readFileSync(file, 'utf8'), {
    merge: true,
    customTags: [{ tag: '!reset', resolve: () => null }],
  });
}

function withParts({ extends: from, ...own }: Mapping, folder: string): Service {
  const { file, service } = (from ?? {}) as { file?: string; service?: string };
  const part =
    file === undefined ? {} : (readYaml(join(folder, file)).services as Record<string, Mapping>)[service!]!;
  const empty = { environment: {}, labels: {}, ports: [], volumes: [], depends_on: {} };
  return [part, own].reduce(mergeInto, empty) as Service;
}

function mergeInto(base: Mapping, more: Mapping): Mapping {
  const merged = { ...base };
  for (const [key, value] of Object.entries(more)) {
    const before = merged[key];
    if (Array.isArray(before) && Array.isArray(value) && key !== 'command')
      merged[key] = [...before, ...value];
    else if (isMapping(before) && isMapping(value)) merged[key] = { ...before, ...value };
    else merged[key] = value;
  }
  return merged;
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
