import { expect, test } from '@jest/globals';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { invalidity } from './invalidity.ts';
import { failedChecks, harmed, shortRun, WITH_FETCHING_MS } from './testing/short-run.ts';

const planned = scenarioNamed('payments-outage').plan({ seed: 1, rate: 40, faultSeconds: 3 });
const scenario = { ...planned, seconds: { ...planned.seconds, warmUp: 2, baseline: 4, recovery: 6 } };

test(
  'a comparison, payments killed on both sides: valid, every order accounted for, nobody harmed on either side',
  async () => {
    const verdict = await shortRun(scenario, {});
    expect(invalidity(verdict)).toEqual([]);
    expect(verdict.unpredicted).toEqual([]);
    const [rr, ed] = [verdict.sides.rr!, verdict.sides.ed!];
    for (const side of [rr, ed]) {
      expect(failedChecks(side)).toEqual([]);
      expect(harmed(side)).toBe(0);
      expect(Object.values(side.ledger).reduce((sum, count) => sum + count, 0)).toBe(side.offered);
    }
    // The hypothesis: one side refuses while payments are down, the other accepts everything and completes it later.
    expect(rr.ledger.refused).toBeGreaterThan(40);
    expect(ed.accepted).toBe(ed.offered);
    expect(ed.completed).toBe(ed.offered);
    expect(ed.completedInTime).toBeLessThan(ed.offered);
  },
  WITH_FETCHING_MS,
);
