import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { SCENARIO_SCHEMA_FILE, scenarioSchemaText } from './json-schema.ts';

test('docs/scenario.schema.json is what is read: else run `node harness/scenarios/file/json-schema.ts`', async () => {
  expect(await readFile(SCENARIO_SCHEMA_FILE, 'utf8')).toBe(scenarioSchemaText());
});
