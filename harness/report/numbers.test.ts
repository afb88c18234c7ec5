import { expect, test } from '@jest/globals';
import { duration, offset, percent, plural, seconds } from './numbers.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [1, '100 %'],
  [0.999999, '99.99 %'],
  [0.9949, '99.49 %'],
  [0.6512, '65.1 %'],
  [0.0004, '< 0.1 %'],
  [0, '0 %'],
])('percent: %p, never says all of what is not all', (share, text) =>
  expect(spaced(percent(share))).toBe(text),
);

test.each([
  [null, '–'],
  [0, '0 ms'],
  [8.24, '8.2 ms'],
  [9.97, '10 ms'],
  [999.4, '999 ms'],
  [999.7, '1.00 s'],
  [9_994, '9.99 s'],
  [9_996, '10.0 s'],
  [123_456, '123.5 s'],
])('duration: %p ms, three digits in the unit that reads best', (ms, text) =>
  expect(spaced(duration(ms))).toBe(text),
);

test('plural: one and many, are told apart', () => {
  expect([plural(0, 'order'), plural(1, 'order'), plural(2000, 'order')]).toEqual([
    '0 orders',
    '1 order',
    '2,000 orders',
  ]);
});

test('offset and seconds: before zero, have a true minus sign', () => {
  expect(spaced(offset(-500))).toBe('−0.50 s');
  expect(spaced(offset(10_430))).toBe('+10.43 s');
  expect(spaced(seconds(-0.5))).toBe('−0.5 s');
});
