import { describe, expect, test } from '@jest/globals';
import { SERVICE_ROLES } from '../systems.ts';
import { drawFaults } from './draw.ts';
import { scenarioNamed } from './scenarios.ts';

const draw = {
  fault: 'kill',
  targets: SERVICE_ROLES.map((role) => ({ role })),
  every: [1, 4],
  for: [0.5, 3],
  rest: 10,
} as const;

describe('faults drawn by lot', () => {
  const kills = drawFaults(5, 180, draw);

  test('the same seed draws the same, another seed others', () => {
    expect(drawFaults(5, 180, draw)).toEqual(kills);
    expect(drawFaults(6, 180, draw)).not.toEqual(kills);
  });

  test('three minutes break every role of a service, some of them often', () => {
    expect(kills.length).toBeGreaterThan(30);
    expect(new Set(kills.map((kill) => kill.role)).size).toBe(SERVICE_ROLES.length);
    expect(kills[0]!.afterSeconds).toBe(0);
  });

  test('a role is never broken while it is not whole', () => {
    for (const [index, kill] of kills.entries()) {
      const before = kills.slice(0, index).filter((other) => other.role === kill.role);
      for (const other of before) {
        expect(kill.afterSeconds).toBeGreaterThan(other.afterSeconds + other.forSeconds);
      }
    }
  });

  test('an instance is not broken while all of its role are, nor the other way round', () => {
    const targets = [{ role: 'stock' }, { role: 'stock', instance: 2 }] as const;
    const drawn = drawFaults(3, 180, { ...draw, targets });
    expect(new Set(drawn.map(({ instance }) => instance)).size).toBe(2);
    for (const [index, one] of drawn.slice(1).entries()) {
      const before = drawn[index]!;
      expect(one.afterSeconds).toBeGreaterThan(before.afterSeconds + before.forSeconds);
    }
  });

  test('how it is done goes with each', () => {
    const [first] = drawFaults(1, 30, { ...draw, with: { rate: 1 } });
    expect(first!.with).toEqual({ rate: 1 });
  });

  test('random-kills is such a draw', () => {
    expect(scenarioNamed('random-kills').plan({ seed: 5, faultSeconds: 180 }).faults).toEqual(kills);
  });
});
