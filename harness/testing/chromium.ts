/** Finds the browser for the tests that open a report: CHROMIUM, or one of the usual names on the PATH. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of the browser's program, or null. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const given = environment.CHROMIUM;
  if (given !== undefined && given !== '') return isProgram(given) ? given : null;
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const program = join(folder, name);
      if (isProgram(program)) return program;
    }
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // that is the answer
  }
}
