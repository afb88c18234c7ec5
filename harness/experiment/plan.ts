/** The plan of a run, experiment.json: everything that somebody needs to run it again, decided before it starts. */
import { basename } from 'node:path';
import type { Side } from '../evidence/records.ts';
import { KAFKA_SETTINGS } from '../runtimes/kafka/settings.ts';
import { POSTGRES_SETTINGS } from '../runtimes/postgres/postgres.ts';
import type { Experiment, Scenario } from '../scenarios/scenario.ts';
import { ARMS } from './arms.ts';
import { describeMachine } from './machine.ts';
import { versionsInUse } from './versions.ts';

export async function planExperiment(choices: {
  scenario: Scenario;
  seed: number;
  sides: readonly Side[];
  /** The run's folder; its name is the run's. */
  folder: string;
}): Promise<Experiment> {
  const { scenario, seed, sides, folder } = choices;
  return {
    schema: 1,
    run: basename(folder),
    createdAtMs: Date.now(),
    command: commandToRepeat(scenario, seed, sides),
    scenario,
    seed,
    sides: [...sides],
    arms: { ...ARMS },
    runtime: 'local processes',
    versions: await versionsInUse(),
    machine: describeMachine(),
    settings: { postgres: POSTGRES_SETTINGS, kafka: KAFKA_SETTINGS },
  };
}

/** The command line that plans the same experiment, every choice spelled out. */
export function commandToRepeat(scenario: Scenario, seed: number, sides: readonly Side[]): string {
  return [
    `./lab compare ${scenario.name}`,
    `--rate ${scenario.ratePerSecond}`,
    `--seed ${seed}`,
    `--fault-seconds ${scenario.seconds.fault}`,
    `--side ${sides.length > 1 ? 'both' : sides[0]}`,
  ].join(' ');
}
