import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { LADDERS } from '../experiment/arms.ts';
import { asItShouldBe, harmful, playedRuns, unmeasured, unused } from '../experiment/testing/played-runs.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { SIDES } from '../systems.ts';
import { climb } from './climb.ts';

const scenario = scenarioNamed('payments-outage').plan({ seed: 5 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climb-'));
});
afterEach(() => rm(folder, { recursive: true }));

const climbed = (side: Side, { runOneSide }: ReturnType<typeof playedRuns>) =>
  climb({ ...unused(), side, scenario, seed: 5, folder, runOneSide });

describe('climbing a ladder', () => {
  test.each(SIDES)('%s: every rung is run once, the lowest first, each in its own folder', async (side) => {
    const runs = playedRuns(...LADDERS[side].map(() => asItShouldBe(side)));
    const ladder = await climbed(side, runs);
    expect(runs.plans.map(({ arm }) => arm)).toEqual([...LADDERS[side]]);
    for (const plan of runs.plans) {
      expect(plan).toMatchObject({ side, scenario, seed: 5, folder: join(folder, plan.arm!) });
    }
    expect(ladder.rungs.map(({ run }) => run)).toEqual([...LADDERS[side]]);
    for (const { linesOfCode } of ladder.rungs) expect(linesOfCode).toBeGreaterThan(0);
  });

  test('what it found is written as ladder.json and ladder.html, beside the runs, which stay', async () => {
    const ladder = await climbed('rr', playedRuns(...LADDERS.rr.map(() => asItShouldBe('rr'))));
    expect((await readdir(folder)).sort()).toEqual([...LADDERS.rr, 'ladder.html', 'ladder.json'].sort());
    expect(JSON.parse(await readFile(join(folder, 'ladder.json'), 'utf8'))).toEqual(ladder);
    const page = await readFile(join(folder, 'ladder.html'), 'utf8');
    for (const arm of LADDERS.rr) expect(page).toContain(`href="${arm}/report.html"`);
    expect(ladder.command).toBe(
      './lab ladder rr --scenario payments-outage --rate 100 --seed 5 --instances 1 --runtime local',
    );
  });

  test('a rung that harms, or does not count, is told, and the climb goes on', async () => {
    const [naive, next, ...others] = LADDERS.rr;
    const { rungs } = await climbed(
      'rr',
      playedRuns(harmful('rr'), unmeasured('rr'), ...others.map(() => asItShouldBe('rr'))),
    );
    expect(rungs).toHaveLength(LADDERS.rr.length);
    expect(rungs[0]).toMatchObject({ run: naive, valid: true, harmed: 1 });
    expect(rungs[0]!.failedChecks).toContain('5-delivery');
    expect(rungs[1]).toMatchObject({ run: next, valid: false, harmed: 0 });
    expect(rungs[1]!.invalidBecause).not.toEqual([]);
    expect(rungs.slice(2).every(({ valid, harmed }) => valid && harmed === 0)).toBe(true);
  });

  test('a run that fails ends it with its error; what was measured until then stays, and there is no ladder', async () => {
    const failed = new LabError(EXIT.failed, 'orders does not start.');
    const runs = playedRuns(asItShouldBe('rr'), failed);
    await expect(climbed('rr', runs)).rejects.toBe(failed);
    expect(runs.plans).toHaveLength(2);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(LADDERS.rr.slice(0, 2)));
    expect(await readdir(folder)).toHaveLength(2);
  });
});
