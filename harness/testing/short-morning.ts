/** A scenario for tests of the lab itself: every phase, each just long enough to be told of. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

const SHORT_MORNING = `
name: short-morning
title: A short morning
hypothesis: Payments are killed and come back; no order is lost or doubled.
arms: { rr: idempotent }
load: { ratePerSecond: 10 }
seconds: { warmUp: 1, baseline: 1, fault: 2, recovery: 1, drainAtMost: 20 }
faults: [{ fault: kill, on: payments }]
`;

/** A folder for the runs of a file of tests, and the scenario in it: made before its tests, and gone after them. */
export function withShortMorning(): Readonly<{ folder: string; scenario: string }> {
  const made = { folder: '', scenario: '' };
  beforeAll(async () => {
    made.folder = await mkdtemp(join(tmpdir(), 'short-morning-'));
    made.scenario = join(made.folder, 'short-morning.yaml');
    await writeFile(made.scenario, SHORT_MORNING);
  });
  afterAll(() => rm(made.folder, { recursive: true }));
  return made;
}
