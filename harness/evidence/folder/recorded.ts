/** The folder of a run, as it was recorded: its plan, and the evidence of its sides. Every problem is one clear sentence. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import { type Experiment, experimentSchema } from '../../scenarios/scenario.ts';
import type { Side, SideEvidence, SideRun } from '../records.ts';
import { readJson } from './read-json.ts';
import { recordsIn } from './read-lines.ts';
import { RunProblem } from './run-problem.ts';
import { expectSealed, verifySeal } from './seal.ts';

const EXPERIMENT_SCHEMA = 1;
const EXPERIMENT_FILE = 'experiment.json';
const RUN_FILE = 'side.json';

/** Where each table of a side is, below the side's folder. */
const TABLES: { [Table in keyof Omit<SideEvidence, 'side' | 'run'>]: string } = {
  operations: 'operations.ndjson',
  faults: 'faults.ndjson',
  samples: 'samples.ndjson',
  orders: 'evidence/orders.ndjson',
  stock: 'evidence/stock.ndjson',
  reservations: 'evidence/reservations.ndjson',
  payments: 'evidence/payments.ndjson',
  deliveries: 'evidence/deliveries.ndjson',
  addresses: 'evidence/addresses.ndjson',
  bank: 'evidence/bank.ndjson',
  outbox: 'evidence/outbox.ndjson',
  inbox: 'evidence/inbox.ndjson',
  events: 'evidence/events.ndjson',
  groups: 'evidence/groups.ndjson',
  breakers: 'evidence/breakers.ndjson',
};

/**
 * What a run has recorded. The tables are read when they are walked.
 * @throws {LabError} when it is no run, not finished, incomplete, from a newer version, or was changed after it was recorded
 */
export async function readRun(folder: string): Promise<{ experiment: Experiment; sides: SideEvidence[] }> {
  const experiment = readExperiment(folder);
  expectComplete(folder, experiment);
  verifySeal(folder, [EXPERIMENT_FILE, ...filesOf(experiment)]);
  return { experiment, sides: experiment.sides.map((side) => evidenceOf(folder, side)) };
}

/** @throws {LabError} when it is no run, or its plan can not be read */
export function readExperiment(folder: string): Experiment {
  if (!existsSync(join(folder, EXPERIMENT_FILE))) {
    throw new LabError(EXIT.usage, `${folder} is not the folder of a run: it has no ${EXPERIMENT_FILE}.`);
  }
  const parsed = experimentSchema.safeParse(readJson(folder, EXPERIMENT_FILE, EXPERIMENT_SCHEMA));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  // Without a path it is about the whole: null, a list, or a field that no plan has.
  const where = path.length === 0 ? EXPERIMENT_FILE : `${EXPERIMENT_FILE}, ${path.join('.')}`;
  throw new RunProblem('unreadable', `The run in ${folder} can not be read: in ${where}: ${message}.`, {
    cause: parsed.error,
  });
}

/** @throws {RunProblem} when the recording of the run did not finish, or a file of it is gone */
export function expectComplete(folder: string, experiment: Experiment): void {
  expectSealed(folder);
  const missing = filesOf(experiment).find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) {
    throw new RunProblem('incomplete', `The run in ${folder} is incomplete: ${missing} is missing.`);
  }
}

const filesOf = ({ sides }: Experiment): string[] =>
  sides.flatMap((side) => [RUN_FILE, ...Object.values(TABLES)].map((file) => join(side, file)));

function evidenceOf(folder: string, side: Side): SideEvidence {
  const tables = Object.fromEntries(
    Object.entries(TABLES).map(([table, file]) => [
      table,
      recordsIn(join(folder, side, file), join(side, file)),
    ]),
  ) as Omit<SideEvidence, 'side' | 'run'>;
  const run = readJson(folder, join(side, RUN_FILE)) as SideRun;
  return { side, run, ...tables };
}
