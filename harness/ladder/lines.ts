/** How much code a pattern is: its lines without comments and without empty ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';

/** @param files paths from the repository's root */
export const linesOfCode = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + countLines(readFileSync(join(ROOT, file), 'utf8')), 0);

export function countLines(code: string): number {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return bare.split('\n').filter((line) => line.trim() !== '').length;
}
