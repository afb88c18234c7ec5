import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LADDER, PATTERN_FILES, TOP } from './ladder.ts';

test('every pattern belongs to one rung, and every rung has one', () => {
  const files = readdirSync(new URL('patterns', import.meta.url)).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  expect(LADDER.flatMap((rung) => PATTERN_FILES[rung]).sort()).toEqual(
    files.map((file) => `patterns/${file}`).sort(),
  );
  for (const rung of LADDER) expect(PATTERN_FILES[rung]).not.toEqual([]);
});

test('the top is the last rung', () => {
  expect(LADDER.at(-1)).toBe(TOP);
});
