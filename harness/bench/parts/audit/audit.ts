/** How long the audit of a long run takes and how much memory, in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchPart } from '../../part.ts';
import { writeSyntheticRun } from './synthetic-run.ts';

const ORDERS = 100_000;
const AT_MOST_SECONDS = 10;
const AT_MOST_MB = 1_074;

type Figures = { seconds: number; rssMb: number; orders: number; failed: string[] };

export const audit: BenchPart = {
  name: 'audit',
  title: `Audit of a run of ${ORDERS.toLocaleString('en')} orders`,
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
    if (orders !== ORDERS || failed.length > 0) {
      throw new Error(
        `The audit of ${ORDERS} flawless orders found ${orders}, and failed: ${failed.join(', ')}.`,
      );
    }
    return [
      { what: 'reading, judging and writing', value: seconds, unit: 's', mark: { atMost: AT_MOST_SECONDS } },
      { what: 'memory at its highest', value: rssMb, unit: 'MB', mark: { atMost: AT_MOST_MB } },
    ];
  },
};
