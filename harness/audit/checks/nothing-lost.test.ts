import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { PHASES } from '../testing/history.ts';
import { CONFIRMED, REFUSED, UNDONE } from '../testing/order-story.ts';

describe('check 1, nothing lost', () => {
  test('fails when an accepted order has left no trace', () => {
    expectViolation(goodDay('ed').order('lost', { ...REFUSED, told: 'yes' }), '1', 'no trace of the order');
  });
  test('fails when "no effect" had one', () => {
    const day = goodDay('rr').order('gina', { ...CONFIRMED, told: 'no effect' });
    expectViolation(day, '1', 'said "no effect", and the order is confirmed');
  });
  test('fails when "no effect" left something held', () => {
    const day = goodDay('rr').order('gina', { ...UNDONE, reservations: ['reserved'] });
    expectViolation(day, '1', 'said "no effect", and still held is a reservation');
  });
  test('passes when a refusal without that promise was carried out all the same', () => {
    expect(
      goodDay('rr')
        .order('gina', { ...CONFIRMED, told: 'no' })
        .check('1')!.result,
    ).toBe('pass');
  });
  test('fails when the order ended otherwise than the client was told', () => {
    const day = goodDay('rr').change(({ operations }) => {
      const bert = operations.find((operation) => operation.kind === 'place' && operation.index === 1);
      Object.assign(bert!, { state: 'confirmed' });
    });
    expectViolation(day, '1', 'told confirmed and the order is rejected');
  });
  test('fails on a phantom', () => {
    const day = goodDay('rr').change(({ reservations }) => {
      reservations.push({
        ...reservations[0]!,
        orderId: 'ghost',
        state: 'released',
        releasedAtMs: PHASES.loadEndMs,
      });
    });
    expectViolation(day, '1', 'intended by nobody');
  });
});
