import { describe, expect, test } from '@jest/globals';
import { MUTANTS as OF_ED } from '../../event-driven/mutants.ts';
import { MUTANTS as OF_RR } from '../../request-response/mutants.ts';
import { EXIT } from '../errors.ts';
import { MUTANTS, mutantsBySide } from './mutants.ts';

describe('mutants', () => {
  test('the harness knows those that the kitchens have, and no others', () => {
    expect([...MUTANTS.rr].sort()).toEqual([...OF_RR].sort());
    expect([...MUTANTS.ed].sort()).toEqual([...OF_ED].sort());
  });

  test('each goes to the sides that have it', () => {
    expect(mutantsBySide(['rr', 'ed'], ['no-compensation', 'no-inbox'])).toEqual({
      rr: ['no-compensation'],
      ed: ['no-compensation', 'no-inbox'],
    });
  });

  test('one that is named twice is run once', () => {
    expect(mutantsBySide(['ed'], ['no-inbox', 'no-inbox']).ed).toEqual(['no-inbox']);
  });

  test('a side that is not part of the run gets none', () => {
    expect(mutantsBySide(['ed'], ['no-compensation'])).toEqual({ rr: [], ed: ['no-compensation'] });
  });

  test('one that no side of the run has is wrong usage, answered with those that there are', () => {
    expect(() => mutantsBySide(['rr'], ['no-inbox'])).toThrow(
      /no mutant of the request-response kitchen "no-inbox".*retry-without-key/,
    );
    expect(() => mutantsBySide(['rr', 'ed'], ['no-inbx'])).toThrow(
      'There is no mutant "no-inbx". Did you mean "no-inbox"? There are: ',
    );
    expect(() => mutantsBySide(['rr'], ['no-inbox'])).toThrow(
      expect.objectContaining({ exitCode: EXIT.usage }),
    );
  });
});
