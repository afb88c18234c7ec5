import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../errors.ts';
import {
  asItShouldBe,
  harmful,
  playedRuns,
  slow,
  unmeasured,
  unused,
} from '../experiment/testing/played-runs.ts';
import { exitOfSoak, soakInWords } from './outcome.ts';
import { roundScenario, soak } from './soak.ts';

const SEED = 7;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soak-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Chosen = Partial<Parameters<typeof soak>[0]>;

/** A soak whose runs are played; so many rounds of it at most. */
function soaked(runs: ReturnType<typeof playedRuns>, most: number, chosen: Chosen = {}) {
  let asked = 0;
  const goesOn = () => asked++ < most;
  const { runOneSide } = runs;
  return soak({
    ...{ ...unused(), seed: SEED, sides: ['rr', 'ed'], from: 0, goesOn, folder, runOneSide },
    ...chosen,
  });
}

describe('a soak without a surprise', () => {
  test('runs a round after the other, in turns among the sides, each what its lot says', async () => {
    const runs = playedRuns(asItShouldBe('rr'), asItShouldBe('ed'), asItShouldBe('rr'));
    const { rounds } = await soaked(runs, 3);
    expect(rounds.map(({ round, side }) => [round, side])).toEqual([
      [0, 'rr'],
      [1, 'ed'],
      [2, 'rr'],
    ]);
    for (const [round, { side, seed, scenario, mutants }] of runs.plans.entries()) {
      expect(scenario).toEqual(roundScenario(SEED, round, side));
      expect(seed).toBe(SEED + round);
      expect(mutants).toBeUndefined();
      expect(rounds[round]!.faults).toHaveLength(scenario.faults.length);
    }
  });

  test('tells what was broken, how and for how long', async () => {
    const { rounds } = await soaked(playedRuns(...Array.from({ length: 12 }, () => asItShouldBe('ed'))), 12, {
      sides: ['ed'],
    });
    const told = rounds.flatMap(({ faults }) => faults);
    expect(told).toContainEqual(
      expect.stringMatching(/^poison \w+ \(kind [\w-]+, count 3\) at [\d.]+ s for [\d.]+ s$/),
    );
    expect(told).toContainEqual(
      expect.stringMatching(/^(kill|stop|pause) \w+(@\d)? at [\d.]+ s for [\d.]+ s$/),
    );
  });

  test('leaves no folder of a round, and exits 0', async () => {
    const result = await soaked(playedRuns(asItShouldBe('rr'), asItShouldBe('ed')), 2);
    expect(await readdir(folder)).toEqual([]);
    expect(result.surprise).toBeNull();
    expect(exitOfSoak(result)).toBe(EXIT.ok);
    expect(soakInWords(result)).toMatch(/^2 rounds, \d+ faults\. No surprise: /);
  });

  test('is not surprised by a machine that was too slow', async () => {
    const { surprise } = await soaked(playedRuns(slow('rr')), 1);
    expect(surprise).toBeNull();
  });

  test('that may not go on, runs nothing', async () => {
    const runs = playedRuns();
    expect(await soaked(runs, 0)).toEqual({ rounds: [], surprise: null });
    expect(runs.plans).toEqual([]);
  });
});

describe('a soak with a surprise', () => {
  test('stops at the first, keeps the folder of that round alone, and says what was broken', async () => {
    const runs = playedRuns(asItShouldBe('rr'), harmful('ed'));
    const { rounds, surprise } = await soaked(runs, 9);
    expect(runs.plans).toHaveLength(2);
    expect(rounds).toHaveLength(2);
    expect(surprise).toMatchObject({ ...rounds[1], folder: join(folder, 'round-1-ed') });
    expect(await readdir(folder)).toEqual(['round-1-ed']);
    expect(await readdir(surprise!.folder)).toEqual(['verdict.json']);
  });

  test('of the kitchens: says which order and which check, and exits 2', async () => {
    const result = await soaked(playedRuns(harmful('rr')), 9);
    expect(result.surprise).toMatchObject({
      of: 'kitchens',
      why: expect.arrayContaining([
        expect.stringContaining('1 order ended as "charged-not-delivered"'),
        expect.stringContaining('check 5-delivery failed'),
      ]),
    });
    expect(exitOfSoak(result)).toBe(EXIT.unsafe);
  });

  test('of the measuring alone: says which rule was broken, and exits 3', async () => {
    const result = await soaked(playedRuns(unmeasured('rr')), 9);
    expect(result.surprise).toMatchObject({
      of: 'measuring',
      why: [expect.stringMatching(/^drained: the drain time ran out/)],
    });
    expect(exitOfSoak(result)).toBe(EXIT.invalid);
  });

  test.each([
    [['rr', 'ed'] as const, './lab soak --seed 7 --round 3 --side both --runtime local'],
    [['ed'] as const, './lab soak --seed 7 --round 3 --side ed --runtime local'],
  ])('names the command that makes it happen again: of %j', async (sides, command) => {
    const runs = playedRuns(harmful('ed'));
    const result = await soaked(runs, 1, { sides, from: 3 });
    expect(result.surprise!.command).toBe(command);
    // In its own report, too.
    expect(runs.plans[0]!.command).toBe(command);
    expect(runs.plans[0]!.scenario).toEqual(roundScenario(SEED, 3, 'ed'));
    expect(soakInWords(result)).toContain(`; again: ${command}`);
    for (const line of [...result.surprise!.why, ...result.surprise!.faults])
      expect(soakInWords(result)).toContain(line);
  });
});

describe('a soak that ends before its time', () => {
  test('because a run fails: with its error, and the folder of that round stays', async () => {
    const failed = new LabError(EXIT.failed, 'orders does not start.');
    await expect(soaked(playedRuns(asItShouldBe('rr'), failed), 9)).rejects.toBe(failed);
    expect(await readdir(folder)).toEqual(['round-1-ed']);
  });

  test('because the user had enough: no other round begins', async () => {
    const runs = playedRuns();
    await expect(soaked(runs, 9, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    expect(runs.plans).toEqual([]);
    expect(existsSync(join(folder, 'round-0-rr'))).toBe(false);
  });
});
