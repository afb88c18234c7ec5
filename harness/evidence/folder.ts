/** The folder of a run: reading what was recorded, writing what was judged. Every problem is one clear sentence. */
import { existsSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LedgerLine, VERDICT_SCHEMA, type Verdict, verdict as verdictSchema } from '../audit/verdict.ts';
import { EXIT, LabError } from '../errors.ts';
import { type Experiment, experimentSchema } from '../scenarios/scenario.ts';
import { readJson } from './read-json.ts';
import { recordsIn } from './read-lines.ts';
import type { Side, SideEvidence, SideRun } from './records.ts';
import { sealJudged, verifyJudged, verifySeal } from './seal.ts';
import { writeLines } from './write-lines.ts';

export { sealRun } from './seal.ts';

const EXPERIMENT_SCHEMA = 1;
const LINES_AT_ONCE = 5_000;

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
const RUN_FILE = 'side.json';
const LEDGER_FILE = 'ledger.ndjson';
const VERDICT_FILE = 'verdict.json';

/**
 * What a run has recorded. The tables are read when they are walked.
 * @throws {LabError} when it is no run, incomplete, from a newer version, or was changed after it was recorded
 */
export async function readRun(folder: string): Promise<{ experiment: Experiment; sides: SideEvidence[] }> {
  const experiment = readExperiment(folder);
  const ofSides = experiment.sides.flatMap((side) =>
    [RUN_FILE, ...Object.values(TABLES)].map((file) => join(side, file)),
  );
  const missing = ofSides.find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) {
    throw new LabError(EXIT.invalid, `The run in ${folder} is incomplete: ${missing} is missing.`);
  }
  verifySeal(folder, ['experiment.json', ...ofSides]);
  return { experiment, sides: experiment.sides.map((side) => evidenceOf(folder, side)) };
}

function readExperiment(folder: string): Experiment {
  const file = join(folder, 'experiment.json');
  if (!existsSync(file)) {
    throw new LabError(EXIT.usage, `${folder} is not the folder of a run: it has no experiment.json.`);
  }
  const parsed = experimentSchema.safeParse(readJson(folder, 'experiment.json', EXPERIMENT_SCHEMA));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new LabError(
    EXIT.invalid,
    `The run in ${folder} can not be read: in experiment.json, ${issue.path.join('.')}: ${issue.message}.`,
    { cause: parsed.error },
  );
}

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

/** Replaces the verdict and the ledger of a run, and seals them anew; a reader never sees half of one. */
export async function writeVerdict(
  folder: string,
  { verdict, ledger }: { verdict: Verdict; ledger: readonly LedgerLine[] },
): Promise<void> {
  const ledgerFile = join(folder, LEDGER_FILE);
  await writeLines(`${ledgerFile}.new`, inBatches(ledger));
  await rename(`${ledgerFile}.new`, ledgerFile);
  const verdictFile = join(folder, VERDICT_FILE);
  await writeFile(`${verdictFile}.new`, `${JSON.stringify(verdict)}\n`);
  await rename(`${verdictFile}.new`, verdictFile);
  sealJudged(folder, [LEDGER_FILE, VERDICT_FILE]);
}

function* inBatches(ledger: readonly LedgerLine[]): Generator<string[]> {
  for (let start = 0; start < ledger.length; start += LINES_AT_ONCE) {
    yield ledger.slice(start, start + LINES_AT_ONCE).map((line) => JSON.stringify(line));
  }
}

/**
 * The verdict of a run that was judged before; null when it was not.
 * @throws {LabError} when it is from a newer version, or is not what the audit wrote
 */
export function readVerdict(folder: string): Verdict | null {
  if (!existsSync(join(folder, VERDICT_FILE))) return null;
  const written = readJson(folder, VERDICT_FILE, VERDICT_SCHEMA);
  verifyJudged(folder, VERDICT_FILE);
  const parsed = verdictSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new LabError(
    EXIT.invalid,
    `The verdict in ${folder} can not be read; \`./lab audit\` judges the run anew.`,
    { cause: parsed.error },
  );
}

/**
 * The ledger of a run, walked without being held in memory.
 * @throws {LabError} when the run was not judged yet, or it is not what the audit wrote
 */
export function readLedger(folder: string): Iterable<LedgerLine> {
  const file = join(folder, LEDGER_FILE);
  if (!existsSync(file)) {
    throw new LabError(EXIT.invalid, `The run in ${folder} was not judged yet; \`./lab audit\` does that.`);
  }
  verifyJudged(folder, LEDGER_FILE);
  return recordsIn<LedgerLine>(file, LEDGER_FILE);
}

export type RunSummary = {
  run: string;
  folder: string;
  createdAtMs: number;
  scenario: string;
  sides: Side[];
  ratePerSecond: number;
  seed: number;
  /** Null when it was not judged. */
  verdict: { valid: boolean; unpredicted: number } | null;
  /** Why it can not be read; null when it can. */
  problem: string | null;
};

/** The runs in a folder, the oldest first; one that can not be read is listed with its problem. */
export async function listRuns(root: string): Promise<RunSummary[]> {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((run) => existsSync(join(root, run, 'experiment.json')))
    .sort()
    .map((run) => summaryOf(root, run));
}

function summaryOf(root: string, run: string): RunSummary {
  const folder = join(root, run);
  try {
    const { createdAtMs, scenario, sides, seed } = readExperiment(folder);
    const verdict = readVerdict(folder);
    return {
      ...{ run, folder, createdAtMs, scenario: scenario.name, sides, seed },
      ratePerSecond: scenario.ratePerSecond,
      verdict: verdict && { valid: verdict.valid, unpredicted: verdict.unpredicted.length },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const unread = { createdAtMs: 0, scenario: '', sides: [], ratePerSecond: 0, seed: 0, verdict: null };
    return { run, folder, ...unread, problem: error.message };
  }
}
