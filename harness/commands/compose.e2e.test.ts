/**
 * `./lab compare --runtime compose`: the same verdict from the same audit, and nothing left. What is left when it is ended before
 * its time: compose-ended.e2e.test.ts.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Verdict } from '../audit/verdict.ts';
import { invalidity } from '../experiment/invalidity.ts';
import { failedChecks } from '../experiment/testing/short-run.ts';
import { findLabelled, RUN_LABEL } from '../runtimes/compose/sweep-containers.ts';
import { lab } from '../testing/lab.ts';
import { withShortMorning } from '../testing/short-morning.ts';

const RUN_WITHIN_MS = 400_000;
const DOCKER = { program: 'docker', environment: process.env };

const morning = withShortMorning();

test(
  './lab compare --runtime compose, of both kitchens: an honest run, the verdict that the scenario predicts, and where it ran',
  async () => {
    const { folder, scenario } = morning;
    const out = join(folder, 'whole');
    const { ended } = lab(['compare', scenario, '--runtime', 'compose', '--side', 'both', '--out', out]);
    await ended;
    const [name] = await readdir(out);
    const read = async <Content>(file: string) =>
      JSON.parse(await readFile(join(out, name!, file), 'utf8')) as Content;
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
    // Nothing else on this machine has the label of a run meanwhile.
    expect(await findLabelled({ ...DOCKER, labels: [RUN_LABEL] })).toEqual([]);
  },
  RUN_WITHIN_MS,
);
