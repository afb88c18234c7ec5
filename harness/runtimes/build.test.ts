import { expect, test } from '@jest/globals';
import { SYSTEMS } from '../systems.ts';
import { type Build, buildEnvironment } from './build.ts';

const service = (role: string) => SYSTEMS.ed.services.find((each) => each.role === role)!;

test.each<[string, string, Build, number, object]>([
  ['nothing said', 'payments', {}, 1, {}],
  ['a rung', 'payments', { arm: 'naive' }, 1, { ARM: 'naive' }],
  ['a rung, to the bank', 'bank', { arm: 'naive', mutants: ['no-inbox'] }, 1, {}],
  ['a mutant', 'stock', { mutants: ['no-inbox'] }, 2, { MUTANT: 'no-inbox', ALLOW_TEST_SWITCHES: 'yes' }],
  [
    'a failpoint',
    'payments',
    { failpoints: { payments: 'after-commit' } },
    1,
    { FAILPOINT: 'after-commit', ALLOW_TEST_SWITCHES: 'yes' },
  ],
  ['a failpoint, after the death', 'payments', { failpoints: { payments: 'after-commit' } }, 2, {}],
  [
    'breakers that are set otherwise',
    'orders',
    { breaker: { timeoutMs: 60, volumeThreshold: 2, errorPercent: 20 } },
    1,
    {
      ...{ BREAKER_TIMEOUT_MS: '60', BREAKER_VOLUME_THRESHOLD: '2', BREAKER_ERROR_PERCENT: '20' },
      ALLOW_TEST_SWITCHES: 'yes',
    },
  ],
  [
    'a part of them',
    'orders',
    { breaker: { errorPercent: 5 } },
    3,
    { BREAKER_ERROR_PERCENT: '5', ALLOW_TEST_SWITCHES: 'yes' },
  ],
  ["another service's failpoint", 'stock', { failpoints: { payments: 'after-commit' } }, 1, {}],
])('%s: %s is told what it needs', (_what, role, build, generation, expected) => {
  expect(buildEnvironment(service(role), build, generation)).toEqual(expected);
});
