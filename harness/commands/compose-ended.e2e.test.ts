/** `./lab compare --runtime compose`, ended before its time: whatever it was doing, nothing of it is left at Docker. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { findLabelled, RUN_LABEL } from '../runtimes/compose/sweep-containers.ts';
import { type LabRun, lab } from '../testing/lab.ts';
import { withShortMorning } from '../testing/short-morning.ts';
import { waitUntil } from '../wait-until.ts';

const RUN_WITHIN_MS = 400_000;
const BOUND = { timeoutMs: 60_000, everyMs: 50 };
const LABEL = new RegExp(`"(${RUN_LABEL}=[^"]+)"`);
const DOCKER = { program: 'docker', environment: process.env };

const morning = withShortMorning();

let last: LabRun | undefined;
afterEach(async () => {
  // Only where a test has failed is there something to end.
  last?.child.kill('SIGTERM');
  await last?.ended;
}, RUN_WITHIN_MS);

type Begun = LabRun & { traces(): Promise<string[]> };

/** A short run that has come to this phase, and has something at Docker: all that carries its own label. */
async function begun(name: string, side: Side, phase: RegExp): Promise<Begun> {
  const out = join(morning.folder, name);
  const run = lab(['compare', morning.scenario, '--runtime', 'compose', '--side', side, '--out', out]);
  last = run;
  await run.says(phase);
  const labelled = async () => {
    const [file] = globSync(join(out, '*', side, 'compose.override.json'));
    if (file === undefined) return undefined;
    const label = LABEL.exec(readFileSync(file, 'utf8'))?.[1];
    if (label === undefined) return undefined;
    return (await findLabelled({ ...DOCKER, labels: [label] })).length > 0 ? [label] : undefined;
  };
  const labels = await waitUntil(labelled, BOUND);
  if (labels === undefined) throw new Error(`Nothing at Docker has the label of ${out}.`);
  return { ...run, traces: () => findLabelled({ ...DOCKER, labels }) };
}

test.each([
  ['while it starts', 'start', 'ed', /the kitchen starts/],
  ['while payments is dead', 'fault', 'rr', /fault:/],
] as const)(
  'ended %s, by Ctrl-C and by SIGKILL: nothing is left',
  async (_when, name, side, phase) => {
    const interrupted = await begun(`${name}-interrupted`, side, phase);
    interrupted.child.kill('SIGINT');
    expect(await interrupted.ended).toMatchObject({ code: EXIT.interrupted });
    expect(interrupted.stderr()).toContain('What was broken is healed, and what was started is gone.');
    expect(await interrupted.traces()).toEqual([]);

    const killed = await begun(`${name}-killed`, side, phase);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const gone = async (): Promise<boolean> => (await killed.traces()).length === 0;
    expect(await waitUntil(gone, BOUND)).toBe(true);
  },
  RUN_WITHIN_MS,
);
