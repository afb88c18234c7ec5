/**
 * `./lab compare` ended in each of its phases, by Ctrl-C and by SIGKILL: afterwards there is no process with its marker,
 * nobody listens on its ports, no data is left, and what is left of the run is not taken for one.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { listRuns } from '../evidence/folder/run-list.ts';
import type { Side } from '../evidence/records.ts';
import { type LabRun, lab } from '../testing/lab.ts';
import { isListening, listeningPorts, markedProcesses, markerOf } from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';

const GONE_WITHIN_MS = 30_000;
const TEST_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** By what the lab says when the phase has begun. */
const PHASES = [
  ['start', /the kitchen starts/],
  ['contract check', /: contract check/],
  ['warm-up', /warm-up:/],
  ['baseline', /baseline:/],
  ['fault', /fault:/],
  ['recovery', /recovery:/],
  ['drain', /: drain/],
  ['evidence', /: evidence/],
  ['audit and report', /Audit and report/],
] as const;
const RECORDED = PHASES.at(-1)![0];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interrupt-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Ended = Awaited<LabRun['ended']> & { stderr: string; marker: string; ports: number[]; out: string };

/** Starts a short run of one side, and sends the signal as soon as the phase has begun. */
async function endIn(phase: RegExp, side: Side, signal: NodeJS.Signals): Promise<Ended> {
  const out = await mkdtemp(join(folder, 'out-'));
  const run = lab(['compare', '--side', side, '--rate', '10', '--fault-seconds', '3', '--out', out]);
  // Looked for at the start, since in the last phase nothing is left to find it by.
  await run.says(PHASES[0][1]);
  const marker = await waitUntil(() => markerOf(run.child.pid!), {
    timeoutMs: GONE_WITHIN_MS,
    everyMs: LOOK_EVERY_MS,
  });
  if (marker === undefined) throw new Error('The lab has started nothing.');
  await run.says(phase);
  const ports = listeningPorts(markedProcesses(marker));
  run.child.kill(signal);
  return { ...(await run.ended), stderr: run.stderr(), marker, ports, out };
}

async function expectNothingLeft({ marker, ports, out }: Ended): Promise<void> {
  await waitUntil(() => markedProcesses(marker).length === 0, {
    timeoutMs: GONE_WITHIN_MS,
    everyMs: LOOK_EVERY_MS,
  });
  expect(markedProcesses(marker)).toEqual([]);
  for (const port of ports)
    expect({ port, listening: await isListening(port) }).toEqual({ port, listening: false });
  const dataFolders = async (): Promise<string[]> => {
    const runs = await readdir(out);
    return runs.flatMap((run) => ['rr', 'ed'].map((side) => join(out, run, side, 'data'))).filter(existsSync);
  };
  // After a SIGKILL the janitor removes them, when all processes are gone.
  await waitUntil(async () => (await dataFolders()).length === 0, {
    timeoutMs: GONE_WITHIN_MS,
    everyMs: LOOK_EVERY_MS,
  });
  expect(await dataFolders()).toEqual([]);
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
        expect(interrupted.stderr).toContain('What was broken is healed, and what was started is gone.');
        expect(interrupted.code).toBe(EXIT.interrupted);
        expect(killed.signal).toBe('SIGKILL');
        await expectNothingLeft(interrupted);
        await expectNothingLeft(killed);
        if (name === RECORDED) return;
        const states = [interrupted, killed].flatMap(({ out }) => listRuns(out)).map(({ state }) => state);
        expect(states).toEqual(['not finished', 'not finished']);
      },
      TEST_WITHIN_MS,
    );
  },
);
