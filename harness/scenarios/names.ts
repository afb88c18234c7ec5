/** Which scenarios there are, without reading them: help and typing mistakes are answered at once. */
import { readdirSync } from 'node:fs';

const ENDING = '.yaml';

export const DEFAULT_SCENARIO = 'payments-outage';

export const SCENARIO_NAMES: readonly string[] = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .sort();

/** What is typed is a file when it looks like one; names of scenarios have neither dots nor slashes. */
export const isScenarioFile = (typed: string): boolean => /[/\\]|\.ya?ml$/.test(typed);
