/**
 * Services killed at random on both sides. Short by default; for longer, with other kills:
 * `SOAK_SECONDS=180 SOAK_SEED=7 ./lab test e2e random-kills`.
 */
import { expect, test } from '@jest/globals';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { invalidity } from './invalidity.ts';
import { failedChecks, harmed, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 8);
const SEED = Number(process.env.SOAK_SEED ?? 1);

const planned = scenarioNamed('random-kills').plan({ seed: SEED, faultSeconds: SECONDS });
const scenario = {
  ...planned,
  seconds: { ...planned.seconds, warmUp: 2, baseline: 3, recovery: 4 },
  // In a few seconds it is a matter of chance whether a message comes twice; that the kills have landed is not.
  sometimes: process.env.SOAK_SECONDS === undefined ? { ...planned.sometimes, ed: [] } : planned.sometimes,
};

test.each(['rr', 'ed'] as const)(
  `%s, services killed at random for ${SECONDS} s: the ledger is clean, every check passes`,
  async (side) => {
    const verdict = await shortRun(scenario, { sides: [side], seed: SEED });
    expect(invalidity(verdict)).toEqual([]);
    expect(failedChecks(verdict.sides[side]!)).toEqual([]);
    expect(harmed(verdict.sides[side]!)).toBe(0);
  },
  WITH_FETCHING_MS + SECONDS * 1_000,
);
