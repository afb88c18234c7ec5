/** Finds the browser for the tests that open a report: CHROMIUM, or one of the usual names on the PATH. */
import { findOnPath, isExecutable } from './executables.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of the browser's program; undefined when there is none. */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const given = environment.CHROMIUM;
  if (given !== undefined && given !== '') return isExecutable(given) ? given : undefined;
  return NAMES.map((name) => findOnPath(name, environment.PATH)).find((path) => path !== undefined);
}
