import { describe, expect, test } from '@jest/globals';
import { didYouMean } from './names.ts';

describe('what a name was meant to be', () => {
  const commands = ['compare', 'up', 'audit', 'report', 'trace', 'runs', 'list', 'doctor', 'test', 'lint'];

  test.each([
    ['comapre', 'compare'],
    ['compair', 'compare'],
    ['Audit', 'audit'],
    ['run', 'runs'],
    ['doctro', 'doctor'],
  ])('%s is nearest to %s', (typed, meant) => {
    expect(didYouMean(typed, commands)).toBe(` Did you mean "${meant}"?`);
  });

  test.each(['kubernetes', 'x', ''])('"%s" is near to nothing', (typed) => {
    expect(didYouMean(typed, commands)).toBe('');
  });
});
