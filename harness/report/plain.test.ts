import { expect, test } from '@jest/globals';
import { wrap } from './plain.ts';

test('wrap: a word longer than a line, is broken', () => {
  expect(wrap('ab cdefghij k', 4)).toEqual(['ab', 'cdef', 'ghij', 'k']);
});
