import { describe, expect, test } from '@jest/globals';
import { createMembership } from './membership.ts';

function given() {
  let nowMs = 1_000;
  const membership = createMembership(() => nowMs);
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { membership, pass };
}

describe('membership', () => {
  test('before it has joined, and after it has left: not ready, and nothing is its own', () => {
    const { membership } = given();
    expect(membership.notReady()).toBe('not a member of its consumer group');
    membership.joined({ customers: [0] });
    expect([membership.notReady(), membership.isOurs('customers', 0)]).toEqual([null, true]);
    membership.left();
    expect(membership.notReady()).toBe('not a member of its consumer group');
    expect(membership.isOurs('customers', 0)).toBe(false);
  });

  test('a partition of its own is consumed since it has joined, one of somebody else not at all', () => {
    const { membership, pass } = given();
    membership.joined({ customers: [0, 2] });
    pass(3_000);
    expect([0, 1, 2].map((partition) => membership.consumingForMs('customers', partition))).toEqual([
      3_000, 0, 3_000,
    ]);
    expect(membership.consumingForMs('payments', 0)).toBe(0);
  });

  test('after a rebalance it counts anew', () => {
    const { membership, pass } = given();
    membership.joined({ customers: [0] });
    pass(3_000);
    membership.joined({ customers: [0, 1, 2] });
    pass(500);
    expect(membership.consumingForMs('customers', 0)).toBe(500);
  });

  test('no fetch has come back for long, and nothing is being handled: not ready, and not consuming', () => {
    const { membership, pass } = given();
    membership.joined({ customers: [0] });
    membership.handling(true);
    pass(60_000);
    expect(membership.notReady()).toBeNull();
    membership.handling(false);
    pass(5_001);
    expect(membership.notReady()).toBe('no answer from Kafka');
    expect(membership.consumingForMs('customers', 0)).toBe(0);
    membership.fetched();
    expect(membership.notReady()).toBeNull();
  });
});
