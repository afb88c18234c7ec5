/** `./lab compare --runtime compose`: the same verdict from the same audit, and nothing left, however it ends. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../audit/verdict.ts';
import { EXIT } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { invalidity } from '../experiment/invalidity.ts';
import { failedChecks } from '../experiment/testing/short-run.ts';
import { findLabelled, RUN_LABEL } from '../runtimes/compose/sweep-containers.ts';
import { type LabRun, lab } from '../testing/lab.ts';
import { writeShortMorning } from '../testing/short-morning.ts';
import { waitUntil } from '../wait-until.ts';

const RUN_WITHIN_MS = 400_000;
const GONE_WITHIN_MS = 60_000;
const DOCKER = { program: 'docker', environment: process.env };

let folder: string;
let scenario: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-'));
  scenario = await writeShortMorning(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** A short run; nothing else on this machine has the label of a run meanwhile. */
async function compare(name: string, side: Side | 'both'): Promise<LabRun & { out: string }> {
  const out = join(folder, name);
  const args = ['compare', scenario, '--runtime', 'compose', '--side', side];
  return { ...lab([...args, '--out', out]), out };
}
const traces = (): Promise<string[]> => findLabelled({ ...DOCKER, labels: [RUN_LABEL] });

describe('./lab compare --runtime compose', () => {
  test(
    'both kitchens: an honest run, the verdict that the scenario predicts, and where it ran',
    async () => {
      const run = await compare('whole', 'both');
      await run.ended;
      const [name] = await readdir(run.out);
      const read = async <Content>(file: string) =>
        JSON.parse(await readFile(join(run.out, name!, file), 'utf8')) as Content;
      const verdict = await read<Verdict>('verdict.json');
      expect(invalidity(verdict)).toEqual([]);
      expect(Object.values(verdict.sides).flatMap((side) => failedChecks(side))).toEqual([]);
      expect(verdict.unpredicted).toEqual([]);
      expect(await read('experiment.json')).toMatchObject({
        runtime: 'compose',
        command: expect.stringContaining('--runtime compose'),
        versions: { postgres: 'postgres:18', services: expect.stringMatching(/^sha256:/) },
        settings: { containers: { payments: expect.stringContaining(' CPU, ') } },
      });
      expect(await traces()).toEqual([]);
    },
    RUN_WITHIN_MS,
  );

  test.each([
    ['while it starts', 'start', 'ed', /the kitchen starts/],
    ['while payments is dead', 'fault', 'rr', /fault:/],
  ] as const)(
    'ended %s, by Ctrl-C and by SIGKILL: nothing is left',
    async (_when, name, side, phase) => {
      const interrupted = await compare(`${name}-interrupted`, side);
      await interrupted.says(phase);
      interrupted.child.kill('SIGINT');
      expect(await interrupted.ended).toMatchObject({ code: EXIT.interrupted });
      expect(interrupted.stderr()).toContain('What was broken is healed, and what was started is gone.');
      expect(await traces()).toEqual([]);

      const killed = await compare(`${name}-killed`, side);
      await killed.says(phase);
      await waitUntil(async () => (await traces()).length > 0, { timeoutMs: GONE_WITHIN_MS, everyMs: 50 });
      killed.child.kill('SIGKILL');
      await killed.ended;
      const gone = async (): Promise<boolean> => (await traces()).length === 0;
      expect(await waitUntil(gone, { timeoutMs: GONE_WITHIN_MS, everyMs: 200 })).toBe(true);
    },
    RUN_WITHIN_MS,
  );
});
