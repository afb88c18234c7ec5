/**
 * The JSON Schema of verdict.json, made from the same description that reads it. `node harness/evidence/verdict-schema.ts`
 * writes it to docs/verdict.schema.json.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { verdict } from '../audit/verdict.ts';
import { ROOT } from '../places.ts';

export const VERDICT_SCHEMA_FILE = join(ROOT, 'docs', 'verdict.schema.json');

export function verdictSchemaText(): string {
  const schema = { title: 'Two Kitchens: verdict.json', ...z.toJSONSchema(verdict) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (import.meta.main) await writeFile(VERDICT_SCHEMA_FILE, verdictSchemaText());
