import { describe, expect, test } from '@jest/globals';
import { kitchenConfig } from './kitchen-config.ts';

const GIVEN = { PORT: '0', DATABASE_URL: 'postgres://kitchen@127.0.0.1/orders' };
const read = (more: NodeJS.ProcessEnv) => kitchenConfig(['no-compensation'], {}, { ...GIVEN, ...more });

describe('kitchenConfig', () => {
  test('no mutant: none', () => {
    expect(read({}).MUTANT).toBeUndefined();
  });

  test('a mutant that is allowed: that one', () => {
    expect(read({ MUTANT: 'no-compensation', ALLOW_MUTANTS: 'yes' }).MUTANT).toBe('no-compensation');
  });

  test.each([{}, { ALLOW_MUTANTS: 'no' }])('a mutant that nobody allowed, %j: refused', (allowed) => {
    expect(() => read({ MUTANT: 'no-compensation', ...allowed })).toThrow('ALLOW_MUTANTS=yes');
  });

  test('a mutant that there is not: refused', () => {
    expect(() => read({ MUTANT: 'no-oven', ALLOW_MUTANTS: 'yes' })).toThrow('MUTANT');
  });
});
