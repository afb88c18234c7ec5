/** The report of a judged run, written into its folder, or told as Markdown. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger, readVerdict } from '../evidence/folder/judged.ts';
import { readRun } from '../evidence/folder/recorded.ts';
import { storiesOf } from '../evidence/folder/stories.ts';
import { renderMarkdown } from './markdown.ts';
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

/** @throws {LabError} as `writeReport` does */
export async function toldAsMarkdown(folder: string): Promise<string> {
  const { experiment } = await readRun(folder);
  return renderMarkdown({ experiment, verdict: readVerdict(folder) });
}
