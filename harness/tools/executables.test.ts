import { describe, expect, test } from '@jest/globals';
import { isAtLeast, parseVersion } from './executables.ts';

describe('versions', () => {
  test.each([
    ['17.0.15', [17, 0, 15]],
    ['25-ea', [25]],
    ['1.24', [1, 24]],
    ['unknown', undefined],
  ])('%s: %j', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  test.each([
    [[17, 0, 15], [17], true],
    [[16, 9], [17], false],
    [[1, 24], [1, 24, 0], true],
    [[1, 9], [1, 24], false],
    [[2], [1, 24], true],
  ])('%j at least %j: %s', (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected);
  });
});
