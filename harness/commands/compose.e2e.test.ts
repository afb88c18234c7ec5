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
import { MARKER_NAME } from '../runtimes/janitor.ts';
import { lab } from '../testing/lab.ts';
import { writeShortMorning } from '../testing/short-morning.ts';
import { markerOfRun } from '../testing/traces.ts';
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

/** A short run. `label`: of everything that it has at Docker; `left()`: what there is of it. */
async function compare(name: string, side: Side | 'both') {
  const out = join(folder, name);
  const args = ['compare', scenario, '--runtime', 'compose', '--side', side];
  const run = lab([...args, '--out', out]);
  const marker = await markerOfRun(run.child.pid!);
  const label = marker.replace(MARKER_NAME, RUN_LABEL);
  return { ...run, out, left: () => findLabelled({ ...DOCKER, labels: [label] }) };
}

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
      expect(await run.left()).toEqual([]);
    },
    RUN_WITHIN_MS,
  );

  test.each([
    ['while it starts', 'start', ['rr', 'ed'], /the kitchen starts/],
    ['while payments is dead', 'fault', ['ed', 'rr'], /fault:/],
  ] as const)(
    'ended %s, by Ctrl-C and by SIGKILL: nothing is left',
    async (_when, name, [side, otherSide], phase) => {
      const byCtrlC = async (): Promise<void> => {
        const run = await compare(`${name}-interrupted`, side);
        await run.says(phase);
        run.child.kill('SIGINT');
        expect(await run.ended).toMatchObject({ code: EXIT.interrupted });
        expect(run.stderr()).toContain('What was broken is healed, and what was started is gone.');
        expect(await run.left()).toEqual([]);
      };
      const bySigkill = async (): Promise<void> => {
        const run = await compare(`${name}-killed`, otherSide);
        await run.says(phase);
        await waitUntil(async () => (await run.left()).length > 0, {
          timeoutMs: GONE_WITHIN_MS,
          everyMs: 50,
        });
        run.child.kill('SIGKILL');
        await run.ended;
        const gone = async (): Promise<boolean> => (await run.left()).length === 0;
        expect(await waitUntil(gone, { timeoutMs: GONE_WITHIN_MS, everyMs: 200 })).toBe(true);
      };
      await Promise.all([byCtrlC(), bySigkill()]);
    },
    RUN_WITHIN_MS,
  );
});
