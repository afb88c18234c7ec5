import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { type History, history, PHASES } from '../testing/history.ts';
import { CONFIRMED, DECLINED } from '../testing/order-story.ts';

describe('check 5, delivery', () => {
  test('fails on a delivery that was not due', () => {
    expectViolation(
      goodDay('rr').order('gina', { ...DECLINED, deliveries: ['booked'] }),
      '5',
      '1 booked delivery',
    );
  });
  test('fails on a second delivery', () => {
    const day = goodDay('rr').order('gina', { ...CONFIRMED, deliveries: ['booked', 'booked'] });
    expectViolation(day, '5', '2 booked deliveries');
  });
  test('fails on an address that was never theirs', () => {
    expectViolation(
      goodDay('rr').order('gina', { ...CONFIRMED, address: 'Elsewhere' }),
      '5',
      'goes to Elsewhere',
    );
  });

  const changed = (address: string, changes: readonly [movedTo: string | null, atMs: number][]): History =>
    history('ed')
      .order('anna', { ...CONFIRMED, address })
      .change(({ addresses }) => {
        for (const [index, [movedTo, sinceMs]] of changes.entries())
          addresses.push({ customerId: 'c-001', version: index + 2, address: movedTo, sinceMs });
      });
  const moved = (address: string, atMs: number): History => changed(address, [['2 New Road', atMs]]);
  const placedMs = PHASES.baselineStartMs + 5;
  test('passes on the address of when the order was placed', () => {
    expect(moved('1 Baker Street', placedMs + 1).check('5')!.result).toBe('pass');
  });
  test('passes on an address that the customer moved to later', () => {
    expect(moved('2 New Road', placedMs + 1).check('5')!.result).toBe('pass');
  });
  test('fails on an address that the customer had left before', () => {
    expectViolation(moved('1 Baker Street', placedMs - 1), '5', 'where the customer was not');
  });
  test('passes on the address of when the order was placed, although there is none any more', () => {
    expect(changed('1 Baker Street', [[null, placedMs + 1]]).check('5')!.result).toBe('pass');
  });
  test('fails on an address that was given up before, although there was no other', () => {
    const day = changed('1 Baker Street', [[null, placedMs - 1]]);
    expectViolation(day, '5', 'goes to 1 Baker Street, where the customer was not');
    expect(day.check('2')!.result).toBe('pass');
    expect(day.ledgerLine('anna').bucket).toBe('charged-not-delivered');
  });
  test('passes on the address that followed, after there was none when the order was placed', () => {
    const day = changed('2 New Road', [
      [null, placedMs - 1],
      ['2 New Road', placedMs + 1],
    ]);
    expect(day.check('5')!.result).toBe('pass');
  });
  test('is unknown without a history of addresses', () => {
    const day = goodDay('rr').change(({ addresses }) => (addresses.length = 0));
    expect(day.check('5')!.result).toBe('unknown');
  });
});
