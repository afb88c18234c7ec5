import { describe, expect, test } from '@jest/globals';
import type { Side } from '../evidence/records.ts';
import type { PlannedFault } from '../scenarios/scenario.ts';
import { oneSidedFaults } from './one-sided.ts';
import { experimentOf } from './testing/experiment.ts';

const planned = (sides: Side[], ...faults: Pick<PlannedFault, 'fault' | 'role'>[]) => {
  const { scenario, ...rest } = experimentOf(sides);
  const timed = faults.map((fault) => ({ ...fault, afterSeconds: 0, forSeconds: 1 }));
  return { ...rest, scenario: { ...scenario, faults: timed } };
};

describe('one-sided', () => {
  test('a role that only one side has: said once, however often it is broken', () => {
    const killed = { fault: 'broker-kill', role: 'kafka' } as const;
    expect(oneSidedFaults(planned(['rr', 'ed'], killed, killed))).toEqual([
      'broker-kill kafka was not done to request-response.',
    ]);
  });

  test('a fault that can be done to one side only', () => {
    expect(oneSidedFaults(planned(['rr', 'ed'], { fault: 'duplicate', role: 'orders' }))).toEqual([
      'duplicate orders was not done to request-response.',
    ]);
  });

  test('the same fault, done by clients: to both', () => {
    expect(oneSidedFaults(planned(['rr', 'ed'], { fault: 'duplicate', role: 'clients' }))).toEqual([]);
  });

  test('what was done to both, or a single side: nothing is said', () => {
    expect(oneSidedFaults(planned(['rr', 'ed'], { fault: 'kill', role: 'orders' }))).toEqual([]);
    expect(oneSidedFaults(planned(['ed'], { fault: 'broker-kill', role: 'kafka' }))).toEqual([]);
  });
});
