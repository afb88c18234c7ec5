import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { customerOf, signApiKey } from './api-keys.ts';

const SECRET = 'a secret of the gateway';
const customer = fc.stringMatching(/^[a-z0-9-]{1,40}$/);

describe('customerOf', () => {
  test('a key that was signed for a customer: is that customer', () => {
    fc.assert(
      fc.property(customer, (id) => expect(customerOf(SECRET, `Bearer ${signApiKey(SECRET, id)}`)).toBe(id)),
    );
  });

  test("a customer's key with another id in it: is nobody's", () => {
    fc.assert(
      fc.property(customer, customer, (id, other) => {
        fc.pre(id !== other);
        const [, mac] = signApiKey(SECRET, id).split('.');
        expect(customerOf(SECRET, `Bearer k_${other}.${mac}`)).toBeNull();
      }),
    );
  });

  test('a key with any one character changed: is nobody’s', () => {
    const key = signApiKey(SECRET, 'ann');
    for (let at = 0; at < key.length; at += 1) {
      const changed = `${key.slice(0, at)}${key[at] === '0' ? '1' : '0'}${key.slice(at + 1)}`;
      expect(customerOf(SECRET, `Bearer ${changed}`)).toBeNull();
    }
  });

  test('a key of another secret: is nobody’s', () => {
    expect(customerOf(SECRET, `Bearer ${signApiKey('another secret', 'ann')}`)).toBeNull();
  });

  test('anything else: is nobody’s', () => {
    expect(customerOf(SECRET, undefined)).toBeNull();
    expect(customerOf(SECRET, signApiKey(SECRET, 'ann'))).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => expect(customerOf(SECRET, text)).toBeNull()));
  });
});
