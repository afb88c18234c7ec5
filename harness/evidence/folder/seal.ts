/**
 * The seal of a run: a checksum of every recorded file, and of the verdict and the ledger that the audit made of them, so
 * that a run that was edited afterwards is told from what was measured. Judging again writes the audit's part anew. It
 * guards against mistakes, not against somebody who writes a new seal. A run without one did not come to its end.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SIDES } from '../../systems.ts';
import { readJson } from './read-json.ts';
import { RunProblem, unreadable } from './run-problem.ts';

const SEAL_FILE = 'seal.json';
const CHUNK_BYTES = 1024 * 1024;

const SEAL_SCHEMA = 1;
const sealSchema = z.strictObject({
  schema: z.literal(SEAL_SCHEMA),
  sha256: z.record(z.string(), z.string()),
});
type Checksums = z.infer<typeof sealSchema>['sha256'];

/** Seals what a run has recorded: its plan, and all that is in the folders of its sides. */
export function sealRun(folder: string): void {
  writeSeal(folder, checksums(folder, recordedFiles(folder)));
}

/** @throws {RunProblem} when the recording of the run did not come to its end */
export function expectSealed(folder: string): void {
  if (existsSync(join(folder, SEAL_FILE))) return;
  throw new RunProblem(
    'not finished',
    `The recording of the run in ${folder} did not finish: it was interrupted, failed, or still goes on.`,
  );
}

/** Seals what an audit wrote into a run whose recording is sealed; what was recorded stays sealed as it was. */
export function sealJudged(folder: string, files: readonly string[]): void {
  writeSeal(folder, { ...readSeal(folder), ...checksums(folder, files) });
}

function writeSeal(folder: string, sha256: Checksums): void {
  const file = join(folder, SEAL_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify({ schema: SEAL_SCHEMA, sha256 }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Checks these files of a run against its seal.
 * @throws {RunProblem} when a file is another than was recorded
 */
export function verifySeal(folder: string, files: readonly string[]): void {
  const edited = firstEdited(folder, files);
  if (edited !== undefined) {
    throw new RunProblem(
      'edited',
      `The run in ${folder} is not what was recorded: ${edited} was changed afterwards.`,
    );
  }
}

/**
 * Checks a file that the audit wrote against the seal.
 * @throws {RunProblem} when it is not what the audit wrote
 */
export function verifyJudged(folder: string, file: string): void {
  if (firstEdited(folder, [file]) === undefined) return;
  throw new RunProblem(
    'edited',
    `In the run in ${folder}, ${file} is not what the audit wrote; \`./lab audit\` judges the run anew.`,
  );
}

function firstEdited(folder: string, files: readonly string[]): string | undefined {
  const sealed = readSeal(folder);
  return files.find((file) => sealed[file] !== checksum(folder, file));
}

function readSeal(folder: string): Checksums {
  expectSealed(folder);
  const parsed = sealSchema.safeParse(readJson(folder, SEAL_FILE, SEAL_SCHEMA));
  if (parsed.success) return parsed.data.sha256;
  throw new RunProblem('damaged', `${SEAL_FILE} is damaged: it is not a list of checksums.`, {
    cause: parsed.error,
  });
}

const checksums = (folder: string, files: readonly string[]): Checksums =>
  Object.fromEntries(files.map((file) => [file, checksum(folder, file)]));

function recordedFiles(folder: string): string[] {
  const ofSides = SIDES.flatMap((side) => {
    const root = join(folder, side);
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(json|ndjson|log)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  });
  return ['experiment.json', ...ofSides.sort()];
}

function checksum(folder: string, name: string): string {
  try {
    return sha256Of(join(folder, name));
  } catch (error) {
    throw unreadable(folder, name, error);
  }
}

function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
