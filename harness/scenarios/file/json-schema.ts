/**
 * The JSON Schema of a scenario file, made from the same description that reads it.
 * `node harness/scenarios/file/json-schema.ts` writes it to docs/scenario.schema.json.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../places.ts';
import { scenarioFile } from './schema.ts';

export const SCENARIO_SCHEMA_FILE = join(ROOT, 'docs', 'scenario.schema.json');

export function scenarioSchemaText(): string {
  // As it is written, that is before defaults are filled in.
  const schema = { title: 'Two Kitchens: a scenario', ...z.toJSONSchema(scenarioFile, { io: 'input' }) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (import.meta.main) await writeFile(SCENARIO_SCHEMA_FILE, scenarioSchemaText());
