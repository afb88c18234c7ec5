/** Which scenario, and what the command line chooses of it: by name, or a file by its path. */
import type { Command } from 'commander';
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import type { Choices } from '../../scenarios/definition.ts';
import { isScenarioFile, SCENARIO_NAMES } from '../../scenarios/names.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { SYSTEMS } from '../../systems.ts';
import { instancesOption } from './instances.ts';
import { integerBetween, oneOf } from './values.ts';

export const LARGEST_SEED = 2 ** 31 - 1;

export const SCENARIO_HELP = `one of: ${SCENARIO_NAMES.join(', ')}; or the path of a file (docs/scenario.schema.json)`;

export const parseScenario = (text: string): string =>
  isScenarioFile(text) ? text : oneOf('scenario', SCENARIO_NAMES)(text);

export type LoadChoices = { rate?: number; seed: number; faultSeconds?: number; instances?: number };

export function addLoadChoices(command: Command): Command {
  return command
    .option(
      '--rate <n>',
      "orders a second, 1 to 2000 (default: the scenario's)",
      integerBetween('--rate', 1, 2000, 'orders a second'),
    )
    .option('--seed <n>', 'the same seed gives the same orders', integerBetween('--seed', 0, LARGEST_SEED), 1)
    .option(
      '--fault-seconds <n>',
      "how long the fault lasts, 1 to 120 (default: the scenario's)",
      integerBetween('--fault-seconds', 1, 120, 'seconds'),
    )
    .addOption(instancesOption("the scenario's"));
}

/**
 * @param sides on which it is to be run
 * @throws {LabError} 64 when there is no such file, it is no scenario, or what was chosen does not fit it: no side is there
 * that has what it breaks, say
 */
export async function planScenario(
  name: string,
  choices: Choices,
  sides: readonly Side[],
): Promise<Scenario> {
  // Loaded when needed: a typing mistake is answered without it.
  const [{ scenarioIn, scenarioNamed }, { sidesOfFault }] = await Promise.all([
    import('../../scenarios/scenarios.ts'),
    import('../../scenarios/scenario.ts'),
  ]);
  const scenario = (isScenarioFile(name) ? scenarioIn(name) : scenarioNamed(name)).plan(choices);
  const sidesOfFaults = new Set(scenario.faults.flatMap(sidesOfFault));
  if (sidesOfFaults.size === 0 || sides.some((side) => sidesOfFaults.has(side))) return scenario;
  throw new LabError(
    EXIT.usage,
    `No fault of ${scenario.name} can be done to the ${namesOf(sides)} kitchen, only to the ${namesOf([...sidesOfFaults])} one.`,
  );
}

const namesOf = (sides: readonly Side[]): string => sides.map((side) => SYSTEMS[side].name).join(' or ');
