/** A scenario for tests of the lab itself: every phase, each just long enough to be told of. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHORT_MORNING = `
name: short-morning
title: A short morning
hypothesis: Payments are killed and come back; no order is lost or doubled.
arms: { rr: idempotent }
load: { ratePerSecond: 10 }
seconds: { warmUp: 1, baseline: 1, fault: 2, recovery: 1, drainAtMost: 20 }
faults: [{ fault: kill, on: payments }]
`;

/** @returns the path of the scenario's file, in this folder */
export async function writeShortMorning(folder: string): Promise<string> {
  const file = join(folder, 'short-morning.yaml');
  await writeFile(file, SHORT_MORNING);
  return file;
}
