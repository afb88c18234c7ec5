import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../places.ts';
import { USUAL } from '../definition.ts';
import { scenarioSchema } from '../scenario.ts';
import { readScenario } from './read.ts';
import { HEAD, KILL, mine } from './testing/mine.ts';

describe('a scenario file', () => {
  test('needs a name, a title and a hypothesis; all else is as usual', () => {
    const scenario = mine('');
    expect(scenarioSchema.parse(scenario)).toEqual(scenario);
    expect(scenario).toMatchObject({
      ...USUAL,
      faults: [],
      expects: [],
      predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
      sometimes: { rr: [], ed: [] },
    });
  });

  test('what is chosen on the command line goes before what it says', () => {
    const file = readScenario(
      `${HEAD}load: { ratePerSecond: 50 }\nseconds: { fault: 4 }\ninstances: 2\n`,
      'mine.yaml',
    );
    expect(file.plan({ seed: 1 })).toMatchObject({ ratePerSecond: 50, seconds: { fault: 4 }, instances: 2 });
    expect(file.plan({ seed: 1, rate: 7, faultSeconds: 9, instances: 3 })).toMatchObject({
      ratePerSecond: 7,
      instances: 3,
      seconds: { fault: 9 },
    });
  });

  test('a fault lasts for the fault window, a share of it, or seconds', () => {
    const file = readScenario(
      `${HEAD}faults:\n  - { fault: kill, on: payments }\n  - { fault: kill, on: stock@2, at: 25%, for: 50% }\n  - { fault: kill, on: orders, at: 1, for: 0.5 }\n`,
      'mine.yaml',
    );
    expect(file.plan({ seed: 1, faultSeconds: 8, instances: 2 }).faults).toEqual([
      { fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: 8 },
      { fault: 'kill', role: 'stock', instance: 2, afterSeconds: 2, forSeconds: 4 },
      { fault: 'kill', role: 'orders', afterSeconds: 1, forSeconds: 0.5 },
    ]);
  });

  test('breakers may be set otherwise, all of it or a part', () => {
    expect(mine('breaker: { timeoutMs: 250, errorPercent: 10 }\n').breaker).toEqual({
      ...{ timeoutMs: 250, errorPercent: 10 },
    });
    expect(mine('')).not.toHaveProperty('breaker');
  });

  test('a percentage in an expectation is a share', () => {
    const { expects } = mine(
      'expects:\n  - { number: ed.availability.accepted, minus: rr.availability.accepted, during: fault, atLeast: 99.9%, because: of the log }\n',
    );
    expect(expects).toEqual([
      {
        ...{ number: 'ed.availability.accepted', minus: 'rr.availability.accepted' },
        ...{ during: 'fault', atLeast: 0.999, because: 'of the log' },
      },
    ]);
  });
});

test('one after the other, or of different processes, faults that stop what they are done to are done', () => {
  const { faults } = mine(
    `${KILL}, for: 3 }\n  - { fault: pause, on: payments, at: 3, for: 3 }\n  - { fault: stop, on: stock, for: 6 }\n`,
  );
  expect(faults.map(({ fault, afterSeconds }) => `${fault} ${afterSeconds}`)).toEqual([
    ...['kill 0', 'pause 3', 'stop 0'],
  ]);
});

test('a way may be broken all the while that whom it leads to is stopped and back again', () => {
  const { faults } = mine(`${KILL}, at: 2, for: 3 }\n  - { fault: cut, on: orders:payments, for: 8 }\n`);
  expect(faults).toHaveLength(2);
});

test('the example of the handbook is a scenario', () => {
  const page = readFileSync(join(ROOT, 'docs', 'scenarios', 'README.md'), 'utf8');
  const [, example] = /```yaml\n([^`]+)```/.exec(page)!;
  const { faults, expects } = readScenario(example!, 'my-fault.yaml').plan({ seed: 1 });
  expect(faults).toMatchObject([{ role: 'stock' }, { role: 'bank', afterSeconds: 5, forSeconds: 5 }]);
  expect(expects).toHaveLength(1);
});
