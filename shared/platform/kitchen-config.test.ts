import { describe, expect, test } from '@jest/globals';
import { wholeNumber } from './config.ts';
import { kitchenConfig } from './kitchen-config.ts';

const GIVEN = { PORT: '0', DATABASE_URL: 'postgres://kitchen@127.0.0.1/orders' };
const read = (more: NodeJS.ProcessEnv) =>
  kitchenConfig(
    {
      ...{ ladder: ['naive', 'careful'], top: 'careful', mutants: ['no-compensation'] },
      switches: { PATIENCE_MS: wholeNumber(1, 10).optional() },
    },
    {},
    { ...GIVEN, ...more },
  );

describe('kitchenConfig', () => {
  test('no mutant: none', () => {
    expect(read({}).MUTANT).toBeUndefined();
  });

  test('a mutant that is allowed: that one', () => {
    expect(read({ MUTANT: 'no-compensation', ALLOW_TEST_SWITCHES: 'yes' }).MUTANT).toBe('no-compensation');
  });

  test.each([{}, { ALLOW_TEST_SWITCHES: 'no' }])('a mutant that nobody allowed, %j: refused', (allowed) => {
    expect(() => read({ MUTANT: 'no-compensation', ...allowed })).toThrow('ALLOW_TEST_SWITCHES=yes');
  });

  test('a place to die that nobody allowed: refused', () => {
    expect(() => read({ FAILPOINT: 'after-commit' })).toThrow('FAILPOINT is for tests only');
    expect(read({ FAILPOINT: 'after-commit', ALLOW_TEST_SWITCHES: 'yes' }).FAILPOINT).toBe('after-commit');
  });

  test("a switch of the kitchen's own that nobody allowed: refused", () => {
    expect(() => read({ PATIENCE_MS: '5' })).toThrow('PATIENCE_MS is for tests only');
    expect(read({ PATIENCE_MS: '5', ALLOW_TEST_SWITCHES: 'yes' })).toMatchObject({ PATIENCE_MS: 5 });
  });

  test('the rung is the top one unless it is said; one that there is not is refused', () => {
    expect(read({}).ARM).toBe('careful');
    expect(read({ ARM: 'naive' }).ARM).toBe('naive');
    expect(() => read({ ARM: 'reckless' })).toThrow('ARM');
  });

  test('a mutant that there is not: refused', () => {
    expect(() => read({ MUTANT: 'no-oven', ALLOW_TEST_SWITCHES: 'yes' })).toThrow('MUTANT');
  });
});
