/**
 * The seal of a run: a checksum of every recorded file, so that a run that was edited afterwards is told from what was
 * measured. It guards against mistakes, not against somebody who writes a new seal.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXIT, LabError } from '../errors.ts';
import { SIDES } from '../systems.ts';

const SEAL_FILE = 'seal.json';
const CHUNK_BYTES = 1024 * 1024;

const sealSchema = z.strictObject({ schema: z.literal(1), sha256: z.record(z.string(), z.string()) });

/** Seals what a run has recorded: its plan, and all that is in the folders of its sides. */
export function sealRun(folder: string): void {
  const sha256 = Object.fromEntries(
    recordedFiles(folder).map((file) => [file, checksum(join(folder, file))]),
  );
  writeFileSync(join(folder, SEAL_FILE), `${JSON.stringify({ schema: 1, sha256 }, null, 2)}\n`);
}

/**
 * Checks these files of a run against its seal.
 * @throws {LabError} when the run was never sealed, or a file is another than was recorded
 */
export function verifySeal(folder: string, files: readonly string[]): void {
  const file = join(folder, SEAL_FILE);
  if (!existsSync(file)) {
    throw new LabError(
      EXIT.invalid,
      `The run in ${folder} is incomplete: it has no ${SEAL_FILE}, so its recording did not finish.`,
    );
  }
  const { sha256 } = sealSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const edited = files.find((recorded) => sha256[recorded] !== checksum(join(folder, recorded)));
  if (edited !== undefined) {
    throw new LabError(
      EXIT.invalid,
      `The run in ${folder} is not what was recorded: ${edited} was changed afterwards.`,
    );
  }
}

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

function checksum(file: string): string {
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
