import { describe, expect, test } from '@jest/globals';
import { customerRequest } from './schemas.ts';

const accepted = (address: string): boolean => customerRequest.safeParse({ name: 'Ann', address }).success;

describe('customerRequest', () => {
  test.each(['1 Some Street', 'Straße 7, Köln', '東京都千代田区', 'House 🏠'])('%s: accepted', (address) => {
    expect(accepted(address)).toBe(true);
  });

  test.each([
    ['NUL', 'a\u0000b'],
    ['the end of a line', 'a\nb'],
    ['a C1 control character', 'a\u0085b'],
    ['the first half of a pair alone', 'a\ud83c'],
    ['the second half of a pair alone', '\udfe0a'],
  ])('%s in a text: refused, since not every part of a kitchen could keep it', (_what, address) => {
    expect(accepted(address)).toBe(false);
  });
});
