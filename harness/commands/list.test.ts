import { expect, test } from '@jest/globals';
import { FAULTS } from '../faults/faults.ts';
import { catalogue, textOf } from './list.ts';

const text = textOf(catalogue(), 80);

test('the list has, of every fault, its options as they are unless said otherwise', () => {
  for (const { options } of Object.values(FAULTS)) {
    for (const [name, usual] of Object.entries({ ...options?.parse({}) }))
      expect(text).toContain(`--with ${name}=${usual}`);
  }
  expect(text).toMatch(/^ {2}slow .*\n(?: {4}.*\n)* +--with latencyMs=500 --with jitterMs=0$/m);
});

test('no line of it is longer than the terminal is wide', () => {
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a terminal that has no width is answered, too', () => {
  expect(textOf(catalogue(), 0)).toContain('rolling-deploy');
});
