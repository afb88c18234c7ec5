import { describe, expect, test } from '@jest/globals';
import { hopsOf, instancesOf, isService, PROXY, partsOf, ROLES, rolesOf, SYSTEMS } from './systems.ts';

const text = (side: 'rr' | 'ed'): string[] => hopsOf(SYSTEMS[side]).map(({ from, to }) => `${from}:${to}`);

describe('hops of a kitchen', () => {
  test('request-response: its calls, and each database', () =>
    expect(text('rr').sort()).toEqual([
      'customers:postgres',
      'delivery:customers',
      'delivery:postgres',
      'gateway:customers',
      'gateway:orders',
      'orders:delivery',
      'orders:payments',
      'orders:postgres',
      'orders:stock',
      'payments:bank',
      'payments:postgres',
      'stock:postgres',
    ]));

  test('event-driven: each has its database and the broker, and only payments calls anybody', () => {
    const services = ['orders', 'stock', 'payments', 'delivery', 'customers'];
    expect(text('ed').sort()).toEqual(
      [
        'gateway:customers',
        'gateway:orders',
        'payments:bank',
        ...services.flatMap((role) => [`${role}:postgres`, `${role}:kafka`]),
      ].sort(),
    );
  });
});

test('what the hops go through runs in a kitchen only when they are to be broken, and is no role', () => {
  expect(partsOf(SYSTEMS.rr, { hops: false })).toEqual(rolesOf(SYSTEMS.rr));
  expect(partsOf(SYSTEMS.rr, { hops: true })).toEqual([...rolesOf(SYSTEMS.rr), PROXY]);
  expect(ROLES).not.toContain(PROXY);
  expect(isService(PROXY)).toBe(false);
});

test('of several instances, the first is called as its role is; gateway, bank and servers stay one', () => {
  expect(instancesOf(SYSTEMS.rr, 'payments', 3)).toEqual(['payments', 'payments@2', 'payments@3']);
  for (const role of ['gateway', 'bank', 'postgres'] as const)
    expect(instancesOf(SYSTEMS.rr, role, 3)).toEqual([role]);
  expect(instancesOf(SYSTEMS.rr, 'kafka', 3)).toEqual([]);
  expect(partsOf(SYSTEMS.rr, { hops: false, instances: 2 })).toHaveLength(rolesOf(SYSTEMS.rr).length + 5);
  expect(isService('payments@2')).toBe(true);
});
