import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { VERDICT_SCHEMA_FILE, verdictSchemaText } from './verdict-schema.ts';

test('docs/verdict.schema.json is what the audit writes: else run `node harness/evidence/verdict-schema.ts`', async () => {
  expect(await readFile(VERDICT_SCHEMA_FILE, 'utf8')).toBe(verdictSchemaText());
});
