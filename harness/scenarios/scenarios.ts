/** The scenarios that can be chosen: a file each in this folder, by name; or any other file, by its path. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import type { ScenarioDefinition } from './definition.ts';
import { readScenario } from './file/read.ts';
import { SCENARIO_NAMES } from './names.ts';

/** A scenario is small: what is larger is another file. */
const LARGEST_FILE = 100_000;

/** @throws {Error} for a name that is not in `SCENARIO_NAMES` */
export const scenarioNamed = (name: string): ScenarioDefinition =>
  readScenario(
    readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8'),
    `harness/scenarios/${name}.yaml`,
  );

export const allScenarios = (): ScenarioDefinition[] => SCENARIO_NAMES.map(scenarioNamed);

/** @throws {LabError} 64 when there is no such file, or it is no scenario */
export function scenarioIn(path: string): ScenarioDefinition {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const sentence =
      code === 'ENOENT' ? `There is no file "${path}".` : `The scenario "${path}" can not be read (${code}).`;
    throw new LabError(EXIT.usage, sentence, { cause: error });
  }
  if (text.length > LARGEST_FILE) {
    throw new LabError(EXIT.usage, `"${path}" is no scenario: it has more than ${LARGEST_FILE} characters.`);
  }
  return readScenario(text, path);
}
