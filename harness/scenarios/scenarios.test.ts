import { describe, expect, test } from '@jest/globals';
import { drawKills } from './random-kills.ts';
import { scenarioSchema } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

describe('scenarios', () => {
  test.each(SCENARIOS)('$name, planned, is what experiment.json allows', (definition) => {
    const scenario = definition.plan({ seed: 1 });
    expect(scenarioSchema.parse(scenario)).toEqual(scenario);
    expect(scenario.name).toBe(definition.name);
  });

  test.each(SCENARIOS)(
    '$name, with a rate and a fault time, has them, and heals within the fault window',
    (definition) => {
      const scenario = definition.plan({ seed: 1, rate: 7, faultSeconds: 4 });
      expect(scenario.ratePerSecond).toBe(7);
      expect(scenario.seconds.fault).toBe(4);
      for (const { afterSeconds, forSeconds } of scenario.faults)
        expect(afterSeconds + forSeconds).toBeLessThanOrEqual(4);
    },
  );
});

describe('random kills', () => {
  const kills = drawKills(5, 180);

  test('the same seed draws the same kills, another seed others', () => {
    expect(drawKills(5, 180)).toEqual(kills);
    expect(drawKills(6, 180)).not.toEqual(kills);
  });

  test('three minutes kill every role of a service, some of them often', () => {
    expect(kills.length).toBeGreaterThan(30);
    expect(new Set(kills.map((kill) => kill.role)).size).toBe(7);
    expect(kills[0]!.afterSeconds).toBe(0);
  });

  test('a role is never killed while it is still down', () => {
    for (const [index, kill] of kills.entries()) {
      const before = kills.slice(0, index).filter((other) => other.role === kill.role);
      for (const other of before) {
        expect(kill.afterSeconds).toBeGreaterThan(other.afterSeconds + other.forSeconds);
      }
    }
  });
});
