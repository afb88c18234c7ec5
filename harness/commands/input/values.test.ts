import { describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../../errors.ts';
import { parseSides } from './side.ts';
import { parseTarget } from './target.ts';
import { integerBetween, oneOf, secondsBetween } from './values.ts';

const failureOf = (work: () => unknown): LabError => {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('integerBetween', () => {
  const rate = integerBetween('--rate', 1, 2000, 'orders a second');

  test.each(['1', '100', '2000'])('%s is taken', (text) => expect(rate(text)).toBe(Number(text)));

  test.each(['0', '-1', '1000000', '1e3', '1.5', 'fast', '', ' 5', '0x10', '２'])(
    '"%s" is refused by a sentence that says what would be right',
    (text) => {
      const error = failureOf(() => rate(text));
      expect(error.exitCode).toBe(EXIT.usage);
      expect(error.message).toBe(
        `--rate must be a whole number from 1 to 2000 (orders a second), not "${text}".`,
      );
    },
  );
});

describe('secondsBetween', () => {
  const time = secondsBetween('--for', 1, 600);

  test.each(['10s', '10'])('%s is taken', (text) => expect(time(text)).toBe(10));

  test.each(['0s', '601s', '10m', '1.5s', 's', '', 'soon'])('"%s" is refused', (text) => {
    expect(failureOf(() => time(text)).message).toBe(`--for must be a time from 1s to 600s, not "${text}".`);
  });
});

describe('parseTarget', () => {
  test('a kitchen and a role of it', () => {
    expect(parseTarget('ed/kafka')).toEqual({ side: 'ed', target: { role: 'kafka' } });
    expect(parseTarget('rr/payments:bank')).toEqual({ side: 'rr', target: { role: 'payments', to: 'bank' } });
  });

  test.each([
    ['payments', 'like rr/payments (or the way to another: rr/payments:bank), and not "payments"'],
    ['rr/payments/1', 'like rr/payments'],
    ['left/payments', 'There is no kitchen "left".'],
    ['rr/payments:oven', 'There is no role "oven".'],
    ['rr/payments@0', 'Instances run from payments@1 to payments@9; there is no "payments@0".'],
    ['rr/payments@10', 'Instances run from payments@1 to payments@9; there is no "payments@10".'],
    ['rr/paymets@2', 'There is no role "paymets@2".'],
    ['rr/paymets', 'Did you mean "payments"?'],
  ])('"%s" is refused: %s', (text, why) => {
    const error = failureOf(() => parseTarget(text));
    expect(error.exitCode).toBe(EXIT.usage);
    expect(error.message).toContain(why);
  });
});

describe('oneOf', () => {
  const scenario = oneOf('scenario', ['payments-outage', 'calm']);

  test('a known name is taken', () => expect(scenario('calm')).toBe('calm'));

  test('a near miss gets the name that was meant', () => {
    expect(failureOf(() => scenario('payment-outage')).message).toBe(
      'There is no scenario "payment-outage". Did you mean "payments-outage"? There are: payments-outage, calm.',
    );
  });

  test('anything else gets the names that there are', () => {
    expect(failureOf(() => scenario('volcano')).message).toBe(
      'There is no scenario "volcano". There are: payments-outage, calm.',
    );
  });
});

describe('parseSides', () => {
  test('one side or both', () => {
    expect(parseSides('rr')).toEqual(['rr']);
    expect(parseSides('both')).toEqual(['rr', 'ed']);
  });

  test('another name is refused with those that there are', () => {
    expect(failureOf(() => parseSides('left')).message).toBe(
      'There is no side "left". There are: rr, ed, both.',
    );
  });
});
