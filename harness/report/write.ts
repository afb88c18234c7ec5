/** Writes the report of a judged run into its folder. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger, readVerdict } from '../evidence/folder/judged.ts';
import { readRun } from '../evidence/folder/recorded.ts';
import { storiesOf } from '../evidence/folder/stories.ts';
import { renderReport } from './report.ts';
import { ordersToTell } from './told.ts';

/**
 * @returns the path of the written file
 * @throws {LabError} when the folder is no run that can be read, or was not judged yet
 */
export async function writeReport(folder: string): Promise<string> {
  const { experiment, sides } = await readRun(folder);
  const verdict = readVerdict(folder);
  const told = ordersToTell(readLedger(folder));
  const stories = storiesOf(folder, sides, [...told.harmful, ...told.examples]);
  const file = join(folder, 'report.html');
  await writeFile(`${file}.new`, renderReport({ experiment, verdict, told, stories }));
  await rename(`${file}.new`, file);
  return file;
}
