import { expect, test } from '@jest/globals';
import { doublingsOf, shapeOf, spikesOf, stormsOf } from './clients.ts';
import { readScenario } from './file/read.ts';

const scenario = readScenario(
  `name: mine
title: Mine
hypothesis: It holds.
seconds: { warmUp: 5, baseline: 10, fault: 10 }
faults:
  - { fault: load-spike, on: clients, at: 2, for: 3, with: { times: 4 } }
  - { fault: retry-storm, on: clients, at: 50%, for: 50% }
  - { fault: duplicate, on: clients, for: 4, with: { share: 0.3 } }
  - { fault: duplicate, on: payments }
  - { fault: kill, on: stock }
`,
  'mine.yaml',
).plan({ seed: 1 });

test('faults of the clients are planned into the load, in seconds from its start', () => {
  expect(spikesOf(scenario)).toEqual([{ fromSeconds: 17, forSeconds: 3, times: 4 }]);
  expect(stormsOf(scenario)).toEqual([{ fromSeconds: 20, forSeconds: 5, attempts: 10 }]);
  expect(doublingsOf(scenario)).toEqual([{ fromSeconds: 15, forSeconds: 4, share: 0.3 }]);
  expect(shapeOf(scenario)).toEqual({ ratePerSecond: 100, spikes: spikesOf(scenario) });
});
