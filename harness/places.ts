/** Where things are kept, seen from the repository's root. */
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');
/** Everything that was fetched, built or prepared once. May be deleted at any time. */
export const LAB_FOLDER = join(ROOT, '.lab');
export const RUNS_FOLDER = join(ROOT, 'runs');
