/**
 * `./lab compare` ended in its phases, and between its sides, by Ctrl-C and by SIGKILL: afterwards there is no
 * process with its marker, nobody listens on its ports, no data is left, and what is left of the run is not taken for one.
 */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { listRuns } from '../evidence/folder/run-list.ts';
import type { Side } from '../evidence/records.ts';
import { type LabRun, lab } from '../testing/lab.ts';
import { withShortMorning } from '../testing/short-morning.ts';
import { leftOf, markerOfRun, type Traces, tracesOf } from '../testing/traces.ts';

const TEST_WITHIN_MS = 120_000;

/** By what the lab says when the phase has begun. In the baseline and the recovery all is as in the warm-up: orders come in. */
const PHASES = [
  ['start', /the kitchen starts/],
  ['contract check', /: contract check/],
  ['warm-up', /warm-up:/],
  ['fault', /fault:/],
  ['drain', /: drain/],
  ['evidence', /: evidence/],
  ['audit and report', /Audit and report/],
] as const;
const RECORDED = PHASES.at(-1)![0];

const morning = withShortMorning();

type Ended = Awaited<LabRun['ended']> & { stderr: string; traces: Traces; out: string };

/** Starts a short run, of one side or both, and sends the signal as soon as the phase has begun. */
async function endIn(phase: RegExp, sides: Side | 'both', signal: NodeJS.Signals): Promise<Ended> {
  const out = await mkdtemp(join(morning.folder, 'out-'));
  const run = lab(['compare', morning.scenario, '--side', sides, '--out', out]);
  // Looked for at the start, since in the last phase nothing is left to find it by.
  await run.says(PHASES[0][1]);
  const marker = await markerOfRun(run.child.pid!);
  await run.says(phase);
  const traces = tracesOf(marker, out);
  run.child.kill(signal);
  return { ...(await run.ended), stderr: run.stderr(), traces, out };
}

/** After a Ctrl-C and after a SIGKILL: nothing that they had started is left. */
async function expectGone(interrupted: Ended, killed: Ended): Promise<void> {
  expect(interrupted.stderr).toContain('What was broken is healed, and what was started is gone.');
  expect(interrupted.code).toBe(EXIT.interrupted);
  expect(killed.signal).toBe('SIGKILL');
  expect(await leftOf(interrupted.traces)).toEqual([]);
  expect(await leftOf(killed.traces)).toEqual([]);
}

function expectUnfinished(...ended: Ended[]): void {
  const states = ended.flatMap(({ out }) => listRuns(out)).map(({ state }) => state);
  expect(states).toEqual(ended.map(() => 'not finished'));
}

// Both sides at once, one signal each, in turns: nothing here is about speed.
describe.each(PHASES.map(([name, phase], index) => ({ name, phase, even: index % 2 === 0 })))(
  'compare, ended in its phase $name',
  ({ name, phase, even }) => {
    test(
      'by Ctrl-C or by SIGKILL, leaves nothing behind',
      async () => {
        const [interrupted, killed] = await Promise.all([
          endIn(phase, even ? 'rr' : 'ed', 'SIGINT'),
          endIn(phase, even ? 'ed' : 'rr', 'SIGKILL'),
        ]);
        await expectGone(interrupted, killed);
        if (name !== RECORDED) expectUnfinished(interrupted, killed);
      },
      TEST_WITHIN_MS,
    );
  },
);

/** Said a second time, when the first side has its evidence: its kitchen closes while the next one opens. */
const BETWEEN_SIDES = /: evidence.*the kitchen starts/s;

test(
  'compare of both sides, ended while one kitchen closes and the next one opens, leaves nothing behind',
  async () => {
    const [interrupted, killed] = await Promise.all([
      endIn(BETWEEN_SIDES, 'both', 'SIGINT'),
      endIn(BETWEEN_SIDES, 'both', 'SIGKILL'),
    ]);
    await expectGone(interrupted, killed);
    expectUnfinished(interrupted, killed);
  },
  TEST_WITHIN_MS,
);
