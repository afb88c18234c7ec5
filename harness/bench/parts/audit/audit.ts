/** What a long run takes: its audit time and memory, in a process of its own; its report room, and time to be drawn. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeReport } from '../../../report/write.ts';
import { findChromium } from '../../../tools/chromium.ts';
import type { BenchPart, Measurement } from '../../part.ts';
import { FAILED_CHECKS, writeSyntheticRun } from './synthetic-run.ts';

const ORDERS = 100_000;
const AT_MOST_SECONDS = 10;
const AT_MOST_MB = 1_074;
const REPORT_AT_MOST_MB = 3;

type Figures = { seconds: number; rssMb: number; orders: number; failed: string[] };

export const audit: BenchPart = {
  name: 'audit',
  title: `Audit and report of a run of ${ORDERS.toLocaleString('en')} orders`,
  minutes: 1,
  async measure({ folder, progress, signal }) {
    const run = join(folder, 'synthetic-run');
    progress.begin(`Writing a run of ${ORDERS} orders`);
    await writeSyntheticRun(run, ORDERS);
    progress.done();
    progress.begin('Auditing it');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'audit-main.ts'), run],
      { signal },
    );
    progress.done();
    const { seconds, rssMb, orders, failed } = JSON.parse(stdout) as Figures;
    if (orders !== ORDERS || failed.join() !== FAILED_CHECKS.join()) {
      throw new Error(
        `The audit found ${orders} orders of ${ORDERS}; not passed: ${failed.join(', ')} instead of ${FAILED_CHECKS.join(', ')}.`,
      );
    }
    progress.begin('Writing its report');
    const report = await readFile(await writeReport(run), 'utf8');
    progress.done();
    const measured: Measurement[] = [
      { what: 'reading, judging and writing', value: seconds, unit: 's', mark: { atMost: AT_MOST_SECONDS } },
      { what: 'memory at its highest', value: rssMb, unit: 'MB', mark: { atMost: AT_MOST_MB } },
      {
        what: 'size of its report',
        value: Buffer.byteLength(report) / 1_000_000,
        unit: 'MB',
        mark: { atMost: REPORT_AT_MOST_MB },
      },
    ];
    if (findChromium() === undefined) {
      progress.note('There is no Chromium: how quickly it draws the report is not measured.');
      return measured;
    }
    progress.begin('Opening it in Chromium');
    // Loaded only here: who has no browser may have no playwright-core either.
    const { secondsToDraw } = await import('./draw.ts');
    measured.push({ what: 'report drawn by Chromium', value: await secondsToDraw(report), unit: 's' });
    progress.done();
    return measured;
  },
};
