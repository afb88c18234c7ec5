import { describe, expect, test } from '@jest/globals';
import { nearest } from './names.ts';

describe('nearest', () => {
  const commands = ['compare', 'up', 'audit', 'report', 'trace', 'runs', 'list', 'doctor', 'test', 'lint'];

  test.each([
    ['comapre', 'compare'],
    ['compair', 'compare'],
    ['Audit', 'audit'],
    ['run', 'runs'],
    ['doctro', 'doctor'],
  ])('%s is nearest to %s', (typed, meant) => expect(nearest(typed, commands)).toBe(meant));

  test.each(['kubernetes', 'x', ''])('"%s" is near to nothing', (typed) => {
    expect(nearest(typed, commands)).toBeNull();
  });
});
