import { describe, expect, test } from '@jest/globals';
import { instancesOf, SYSTEMS } from '../systems.ts';
import { meet, parseFaultTarget, processesOf, targetText } from './target.ts';

describe('target of a fault', () => {
  test.each([
    ['payments', { role: 'payments' }],
    ['payments@2', { role: 'payments', instance: 2 }],
    ['payments:bank', { role: 'payments', to: 'bank' }],
    ['orders:payments@2', { role: 'orders', to: 'payments', instance: 2 }],
    ['clients', { role: 'clients' }],
    ['services', { role: 'services' }],
  ] as const)('%s', (text, target) => {
    expect(parseFaultTarget(text)).toEqual(target);
    expect(targetText(target)).toBe(text);
  });

  test.each([
    ...['', 'paymints', 'payments@0', 'payments:', 'payments:oven', 'payments@2:bank', 'rr/payments'],
    'payments; rm',
  ])('"%s" names nothing', (text) => {
    expect(parseFaultTarget(text)).toBeUndefined();
  });
});

test.each([
  ['payments', ['payments', 'payments@2']],
  ['payments@1', ['payments']],
  ['payments@2', ['payments@2']],
  ['payments:bank', ['bank']],
  ['orders:payments', ['payments', 'payments@2']],
  ['orders:payments@2', ['payments@2']],
  ['bank', ['bank']],
  ['clients', []],
])('processes of %s, where there are two of each service', (text, processes) => {
  const kitchen = {
    side: 'rr',
    instancesOf: (role) => instancesOf(SYSTEMS.rr, role, 2),
  } as const satisfies Parameters<typeof processesOf>[1];
  expect(processesOf(parseFaultTarget(text)!, kitchen)).toEqual(processes);
  expect(processesOf({ role: 'services' }, kitchen)).toHaveLength(10);
});

test.each([
  ['payments', 'payments@2', true],
  ['payments', 'payments@1', true],
  ['payments@1', 'payments@2', false],
  ['payments', 'stock', false],
  ['services', 'stock', true],
  ['services', 'stock@9', true],
  ['services', 'bank', false],
  ['services', 'kafka', false],
  ['kafka', 'kafka', true],
  ['clients', 'clients', true],
  ['clients', 'services', false],
  ['payments:bank', 'payments:bank', true],
  ['payments:bank', 'payments', false],
  ['payments:bank', 'payments:postgres', false],
  ['orders:postgres', 'payments:postgres', false],
  ['orders:payments', 'orders:payments@2', true],
  ['orders:payments@1', 'orders:payments@2', false],
  ['orders:payments@2', 'payments@2', false],
])('%s and %s have a process in common, or a hop: %s', (one, other, common) => {
  expect(meet(parseFaultTarget(one)!, parseFaultTarget(other)!)).toBe(common);
  expect(meet(parseFaultTarget(other)!, parseFaultTarget(one)!)).toBe(common);
});
