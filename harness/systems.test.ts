import { describe, expect, test } from '@jest/globals';
import { hopsOf, isService, PROXY, partsOf, ROLES, rolesOf, SYSTEMS } from './systems.ts';

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
