import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { PART_NAMES } from '../bench/part.ts';
import { addBench, partsToMeasure } from './bench.ts';

/** What the command's action is given for a typed line. */
function namedBy(...typed: string[]) {
  const program = new Command();
  addBench(program);
  let named: unknown;
  program.commands[0]!.action((parts: unknown) => {
    named = parts;
  });
  program.parse(['bench', ...typed], { from: 'user' });
  return named as Parameters<typeof partsToMeasure>[0];
}

describe('./lab bench', () => {
  test('without a part measures all of them', () => {
    expect(partsToMeasure(namedBy())).toEqual(PART_NAMES);
  });

  test('with parts measures these, in the usual order', () => {
    expect(partsToMeasure(namedBy('knee', 'yardstick'))).toEqual(['yardstick', 'knee']);
  });
});
