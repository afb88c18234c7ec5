import { describe, expect, test } from '@jest/globals';
import { parseFaultTarget, targetText } from './target.ts';

describe('target of a fault', () => {
  test.each([
    ['payments', { role: 'payments' }],
    ['payments@2', { role: 'payments', instance: 2 }],
    ['payments:bank', { role: 'payments', to: 'bank' }],
    ['orders@1:payments', { role: 'orders', instance: 1, to: 'payments' }],
    ['clients', { role: 'clients' }],
    ['services', { role: 'services' }],
  ] as const)('%s', (text, target) => {
    expect(parseFaultTarget(text)).toEqual(target);
    expect(targetText(target)).toBe(text);
  });

  test.each(['', 'paymints', 'payments@0', 'payments:', 'payments:oven', 'rr/payments', 'payments; rm'])(
    '"%s" names nothing',
    (text) => {
      expect(parseFaultTarget(text)).toBeUndefined();
    },
  );
});
