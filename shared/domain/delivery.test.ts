import { describe, expect, test } from '@jest/globals';
import { book } from './delivery.ts';

describe('book', () => {
  test('a customer with an address: booked to it', () => {
    expect(book('1 Baker Street')).toEqual({ outcome: 'booked', address: '1 Baker Street' });
  });

  test('a customer without an address: refused', () => {
    expect(book(null)).toEqual({ outcome: 'refused', reason: 'no_address' });
  });
});
