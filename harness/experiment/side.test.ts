import { expect, test } from '@jest/globals';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { durationSeconds } from './load.ts';
import { phasesOf } from './phases.ts';
import { loadCounts } from './side.ts';

test('load: what was offered comes from the schedule, so that an order that k6 did not count shows', () => {
  const scenario = scenarioNamed('calm').plan({ seed: 1, rate: 10 });
  const planned = 10 * durationSeconds(scenario);
  const phases = phasesOf(scenario, 0);
  const result = { started: planned - 3, dropped: 2, exitCode: 0 };
  const cpuMs = phases.loadEndMs / 4;
  expect(loadCounts(scenario, cpuMs, { phases, result })).toEqual({
    ...{ ratePerSecond: 10, offered: planned, started: planned - 3, dropped: 2 },
    ...{ cpuShare: 0.25, exitCode: 0 },
  });
});
