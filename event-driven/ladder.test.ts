import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LADDER, PATTERN_FILES } from './ladder.ts';

test('every rung says in which files its pattern is, and no file belongs to two', () => {
  const files = LADDER.flatMap((rung) => PATTERN_FILES[rung]);
  for (const rung of LADDER) expect(PATTERN_FILES[rung].length).toBeGreaterThan(0);
  expect(new Set(files).size).toBe(files.length);
  expect(files.filter((file) => !existsSync(join(import.meta.dirname, file)))).toEqual([]);
});
