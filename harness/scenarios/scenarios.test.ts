import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { durationSeconds } from '../experiment/load.ts';
import { ROOT } from '../places.ts';
import type { Choices } from './definition.ts';
import { DEFAULT_SCENARIO, isScenarioFile, SCENARIO_NAMES } from './names.ts';
import { scenarioSchema } from './scenario.ts';
import { allScenarios, scenarioIn, scenarioNamed } from './scenarios.ts';

describe('scenarios', () => {
  const scenarios = allScenarios();

  test('the default is one of them, and each is named after its file', () => {
    expect(SCENARIO_NAMES).toContain(DEFAULT_SCENARIO);
    expect(scenarios.map(({ name }) => name)).toEqual(SCENARIO_NAMES);
  });

  test.each(scenarios)('$name, planned, is what experiment.json allows', (definition) => {
    const scenario = definition.plan({ seed: 1 });
    expect(scenarioSchema.parse(scenario)).toEqual(scenario);
    expect(scenario.name).toBe(definition.name);
  });

  test.each(scenarios)(
    '$name takes a minute and a half a side at most, a long drain included',
    (definition) => {
      const scenario = definition.plan({ seed: 1 });
      expect(durationSeconds(scenario) + scenario.seconds.drainAtMost).toBeLessThanOrEqual(90);
    },
  );

  test.each(scenarios)(
    '$name, with a rate and a fault time, has them, and heals within the window',
    (one) => {
      const { fault } = one.plan({ seed: 1 }).seconds;
      const scenario = one.plan({ seed: 1, rate: 7, faultSeconds: fault + 4 });
      expect(scenario.ratePerSecond).toBe(7);
      expect(scenario.seconds.fault).toBe(fault + 4);
      for (const { afterSeconds, forSeconds } of scenario.faults)
        expect(afterSeconds + forSeconds).toBeLessThanOrEqual(fault + 4.001);
    },
  );

  test.each(scenarios.filter(({ claims }) => claims.length > 0))(
    '$name says what is claimed, and expects numbers of it',
    (definition) => {
      const { claim, expects } = definition.plan({ seed: 1 });
      expect(claim).toMatch(/\.$/);
      expect(expects!.length).toBeGreaterThan(0);
    },
  );
});

describe('out-of-order, where its fault could not be seen', () => {
  const planned = (choices: Omit<Choices, 'seed'>) => () =>
    scenarioNamed('out-of-order').plan({ seed: 1, ...choices });
  test.each([
    ['with two instances', { instances: 2 }, 'reorder needs at most 1'],
    ['on a lower rung', { arm: { ed: 'dead-letters' } }, 'below the rung outbox'],
  ])('%s: refused', (_what, choices, why) => expect(planned(choices)).toThrow(why));
  test('on any rung of the other side: done', () => {
    expect(planned({ arm: { rr: 'naive' } })).not.toThrow();
  });
});

describe('what is typed', () => {
  test.each(['my.yaml', './mine', 'folder/mine.yml', '/tmp/x.yaml'])('%s is a file', (typed) => {
    expect(isScenarioFile(typed)).toBe(true);
  });
  test.each(['payments-outage', 'calm'])('%s is a name', (typed) => {
    expect(isScenarioFile(typed)).toBe(false);
  });
  test('a file that is not there is said to be so', () => {
    expect(() => scenarioIn('no/such.yaml')).toThrow('There is no file "no/such.yaml".');
  });
  test('a file of the repository can be named by its path, too', () => {
    const path = `${import.meta.dirname}/calm.yaml`;
    expect(scenarioIn(path).plan({ seed: 1 })).toEqual(scenarioNamed('calm').plan({ seed: 1 }));
  });
});

test.each(allScenarios().filter(({ claims }) => claims.length > 0))(
  '$name has a page in the handbook, with its claim, its hypothesis and what was seen',
  ({ name, title, plan }) => {
    const page = readFileSync(join(ROOT, 'docs', 'scenarios', `${name}.md`), 'utf8').replaceAll(/\s+/g, ' ');
    const { claim, hypothesis } = plan({ seed: 1 });
    for (const text of [`# ${title}`, claim, hypothesis, `./lab compare ${name}`, '## What we saw'])
      expect(page).toContain(text);
  },
);
