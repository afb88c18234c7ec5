/** Reading the JSON files of a run: one that can not be read, is damaged, or from a newer version, is one clear sentence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunProblem, unreadable } from './run-problem.ts';

/** @throws {RunProblem} when it can not be read, it is not JSON, or its `schema` is newer than `newest` */
export function readJson(folder: string, name: string, newest = Number.POSITIVE_INFINITY): unknown {
  const written = parse(folder, name);
  const schema = (written as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && schema > newest) {
    throw new RunProblem(
      'other version',
      `The run in ${folder} is from a newer version of Two Kitchens (schema ${schema}; this one reads up to ${newest}).`,
    );
  }
  return written;
}

function parse(folder: string, name: string): unknown {
  const text = read(folder, name);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RunProblem('damaged', `${name} is damaged: it is not JSON.`, { cause: error });
  }
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    throw unreadable(folder, name, error);
  }
}
