/** Writes the report of a judged run into its folder. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { readLedger, readRun, readVerdict } from '../evidence/folder.ts';
import { storiesOf } from '../evidence/stories.ts';
import { renderReport } from './report.ts';
import { ordersToTell } from './told.ts';

/**
 * @returns the path of the written file
 * @throws {LabError} when the folder is no run that can be read, or was not judged yet
 */
export async function writeReport(folder: string): Promise<string> {
  const { experiment, sides } = await readRun(folder);
  const verdict = readVerdict(folder);
  if (verdict === null) {
    throw new LabError(EXIT.invalid, `The run in ${folder} was not judged yet; \`./lab audit\` does that.`);
  }
  const told = ordersToTell(readLedger(folder));
  const stories = storiesOf(folder, sides, [...told.harmful, ...told.examples]);
  const file = join(folder, 'report.html');
  await writeFile(`${file}.new`, renderReport({ experiment, verdict, told, stories }));
  await rename(`${file}.new`, file);
  return file;
}
