/** What an audit writes into the folder of a run, and reading it back: the verdict and the ledger. */
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type LedgerLine,
  VERDICT_SCHEMA,
  type Verdict,
  verdict as verdictSchema,
} from '../../audit/verdict.ts';
import { writeLines } from '../write-lines.ts';
import { readJson } from './read-json.ts';
import { recordsIn } from './read-lines.ts';
import { RunProblem } from './run-problem.ts';
import { sealJudged, verifyJudged } from './seal.ts';

const LINES_AT_ONCE = 5_000;
const LEDGER_FILE = 'ledger.ndjson';
const VERDICT_FILE = 'verdict.json';

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
 * The verdict of a run that was judged before.
 * @throws {RunProblem} when it was not judged yet, it is from another version, or is not what the audit wrote
 */
export function readVerdict(folder: string): Verdict {
  if (!existsSync(join(folder, VERDICT_FILE))) throw notJudged(folder);
  const written = readJson(folder, VERDICT_FILE, VERDICT_SCHEMA);
  verifyJudged(folder, VERDICT_FILE);
  const parsed = verdictSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  // It is what an audit wrote, or the seal would not fit.
  throw new RunProblem(
    'other version',
    `The verdict in ${folder} was written by another version of Two Kitchens; \`./lab audit\` judges the run anew.`,
    { cause: parsed.error },
  );
}

/**
 * The ledger of a run, walked without being held in memory.
 * @throws {RunProblem} when the run was not judged yet, or it is not what the audit wrote
 */
export function readLedger(folder: string): Iterable<LedgerLine> {
  const file = join(folder, LEDGER_FILE);
  if (!existsSync(file)) throw notJudged(folder);
  verifyJudged(folder, LEDGER_FILE);
  return recordsIn<LedgerLine>(file, LEDGER_FILE);
}

const notJudged = (folder: string): RunProblem =>
  new RunProblem('not judged', `The run in ${folder} was not judged yet; \`./lab audit\` does that.`);
